import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@testable import ECRLogin

/// Real programs: the shell, with a script for each test.
@Suite struct ProgramRunnerTests {
  private static func shell(
    _ script: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
    within time: Duration = .seconds(60)
  ) throws -> ProgramRunner.Result? {
    // As our own process has it: a write to a pipe that nobody reads is an error of the write. A child that has
    // ended before its input is written would end the tests.
    _ = ProcessContext.system()
    let all = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    return try ProgramRunner.system(all).run(
      "sh", ["-c", script, "sh"] + arguments, input, Deadline(after: time, by: .system))
  }

  private static func output(
    _ script: String, _ arguments: [String] = [], input: String = "", environment: [String: String] = [:]
  ) throws -> String {
    let result = try #require(try shell(script, arguments, input: Array(input.utf8), environment: environment))
    #expect(result.status == 0)
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Lets signals in while something is done: the tests' threads block them, and children inherit that.
  private static func unmasked<T>(_ work: () throws -> T) rethrows -> T {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try work()
  }

  @Test(
    "The input arrives to the byte, and ends", arguments: ["", "a", "a\nb\n", "é\u{0}\r\n", "0123456789"], [1, 5000])
  func input(_ text: String, times count: Int) throws {
    let input = String(repeating: text, count: count)
    #expect(try Self.output("cat", input: input) == input)
  }

  @Test("Input and output that fill their pipes do not block each other", arguments: [300_000])
  func duplex(_ size: Int) throws {
    let result = try #require(
      try Self.shell(
        "head -c 60000 /dev/zero | tr '\\0' y; head -c 100000 >/dev/null; cat | wc -c",
        input: [UInt8](repeating: 0x78, count: size)))
    #expect(result.status == 0)
    #expect(result.output.prefix(60_000).allSatisfy { $0 == 0x79 })
    #expect(String(decoding: result.output.dropFirst(60_000), as: UTF8.self).contains("200000"))
    let large = try #require(try Self.shell("head -c 65536 /dev/zero; cat >/dev/null", input: result.output))
    #expect(large.output.count == ProgramRunner.outputLimit)
    // A program that ends its output first still gets all of its input.
    #expect(
      try #require(try Self.shell("exec >&-; test $(wc -c) = 200000", input: Array(repeating: 0, count: 200_000)))
        .status == 0)
  }

  @Test("Arguments arrive as they are")
  func arguments() throws {
    let words = ["", "a b", "$HOME", "'\"", "*", "é", "-n"]
    #expect(try Self.output("for a; do printf '[%s]' \"$a\"; done", words) == words.map { "[\($0)]" }.joined())
  }

  @Test("The input is a pipe, without which envman reads nothing")
  func pipe() throws {
    #expect(try Self.output("test -p /dev/stdin && echo yes", input: "x") == "yes\n")
  }

  @Test("A program's exit code is its result", arguments: [0, 1, 2, 42, 127, 255])
  func exitCode(_ code: Int32) throws {
    let result = try #require(try Self.shell("echo out; exit \(code)"))
    #expect(result.status == code)
    #expect(result.output == Array("out\n".utf8))
  }

  @Test("A signal that ends it is counted as shells count", arguments: [("TERM", 143), ("KILL", 137), ("PIPE", 141)])
  func signal(_ name: String, _ status: Int32) throws {
    #expect(try Self.unmasked { try Self.shell("kill -\(name) $$")?.status } == status)
  }

  @Test("A program that does not exist is none")
  func missing() throws {
    let deadline = Deadline(after: .seconds(60), by: .system)
    for program in ["docker-credential-no-such-program", "/no/such/program"] {
      #expect(try ProgramRunner.system([:]).run(program, [], [], deadline) == nil)
    }
  }

  @Test("A program that cannot be run is an error of the system's")
  func notExecutable() throws {
    let temporary = try TemporaryDirectory()
    try TemporaryDirectory.write("#!/bin/sh\n", to: temporary("program"), mode: 0o600)
    #expect(throws: SystemError(code: EACCES)) {
      try ProgramRunner.system([:]).run(
        temporary("program"), [], [], Deadline(after: .seconds(60), by: .system))
    }
  }

  @Test("It has our environment, less the secrets that it has no use for")
  func environment() throws {
    var variables = ["KEPT": "k=v", "AWS_ACCESS_KEY_ID": "id", "AWS_REGION": "r", "EMPTY": ""]
    for name in ProgramRunner.withheld { variables[name] = "hush" }
    let lines = try Self.output("env", environment: variables).split(separator: "\n").map(String.init)
    for line in ["KEPT=k=v", "AWS_ACCESS_KEY_ID=id", "AWS_REGION=r", "EMPTY="] { #expect(lines.contains(line)) }
    #expect(!lines.contains { $0.contains("hush") })
    #expect(
      ProgramRunner.withheld.sorted() == [
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "BITRISE_BUILD_API_TOKEN", "BITRISE_IDENTITY_TOKEN",
        "DOCKER_AUTH_CONFIG", "build_api_token", "secret_access_key",
      ])
  }

  @Test("It inherits the three streams, and no file that we have opened")
  func descriptors() throws {
    guard TemporaryDirectory.exists("/proc/self/fd") else { return }
    // What whoever started us has left open is not ours to close.
    let inherited = (Int32(0)..<256).filter {
      $0 > 2 && fcntl($0, F_GETFD) >= 0 && fcntl($0, F_GETFD) & FD_CLOEXEC == 0
    }
    let temporary = try TemporaryDirectory()
    let file = AtomicFile(path: temporary("file"), name: "", advice: "", sizeLimit: 10)
    // While a file is being edited, its directory is open and locked.
    var listed = ""
    try file.edit { _ in
      listed = try Self.output("ls -l /proc/$$/fd", input: "x")
      return [1]
    }
    #expect(!listed.contains(temporary.path))
    let numbers = listed.split(separator: "\n").compactMap { line in
      line.split(separator: " ").dropLast(2).last.flatMap { Int32($0) }
    }
    #expect(numbers.filter { !inherited.contains($0) } == [0, 1, 2])
  }

  @Test("Of a long output the beginning is kept, and nobody waits for the rest")
  func longOutput() throws {
    let result = try #require(try Self.shell("while :; do echo 0123456789012345678901234567890123456789; done"))
    #expect(result.output.count == ProgramRunner.outputLimit)
    #expect(result.output.starts(with: Array("0123456789".utf8)))
    #expect(result.status == 141)
    let exact = try #require(try Self.shell("head -c \(ProgramRunner.outputLimit) /dev/zero"))
    #expect(exact == ProgramRunner.Result(status: 0, output: [UInt8](repeating: 0, count: ProgramRunner.outputLimit)))
  }

  @Test("A program that does not read its input is no reason to wait, or to die", arguments: [1, 70_000, 1 << 20])
  func unreadInput(_ count: Int) throws {
    let input = [UInt8](repeating: 0x61, count: count)
    #expect(try Self.shell("exit 3", input: input)?.status == 3)
    #expect(try Self.shell("exec 0<&-; sleep 0.1; echo done", input: input)?.output == Array("done\n".utf8))
  }

  @Test(
    "A program that has not ended in time is ended, whatever it does meanwhile",
    arguments: [
      "exec sleep 60", "sleep 60", "exec >&-; sleep 60", "cat >/dev/null; sleep 60", "exec <&-; sleep 60",
      "trap '' TERM INT HUP; sleep 60; sleep 60", "kill -STOP $$", "while :; do echo 0123456789; sleep 0.01; done",
    ])
  func overdue(_ script: String) throws {
    for input in [[], [UInt8](repeating: 0x61, count: 1 << 20)] {
      #expect(throws: ProgramRunner.Overdue()) { try Self.shell(script, input: input, within: .milliseconds(300)) }
    }
  }

  @Test("Where no time is left, it is not even started")
  func noTime() throws {
    let temporary = try TemporaryDirectory()
    #expect(throws: ProgramRunner.Overdue()) { try Self.shell(": >\(temporary("started"))", within: .zero) }
    #expect(!TemporaryDirectory.exists(temporary("started")))
  }

  @Test("A program that leaves another one behind, with its output, has ended nevertheless")
  func leftBehind() throws {
    let result = try Self.shell("sleep 20 & echo out", within: .seconds(10))
    #expect(result == ProgramRunner.Result(status: 0, output: Array("out\n".utf8)))
  }

  @Test("Standard error is ours: what it says there is seen")
  func standardError() throws {
    let own = try #require(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/2"))
    #expect(try Self.output("readlink /proc/$$/fd/2").trimmingWhitespaceForTest == own)
  }

  @Test("Signals do what they do by default, whatever we ignore", arguments: ["PIPE", "XFSZ", "USR1", "ALRM", "TERM"])
  func signals(_ name: String) throws {
    #expect(try Self.unmasked { try Self.shell("kill -\(name) $$; echo still here")?.output } == [])
  }
}

extension String {
  fileprivate var trimmingWhitespaceForTest: String { hasSuffix("\n") ? String(dropLast()) : self }
}
