import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct CredentialStoreTests {
  private static let deadline = Deadline(after: .seconds(45), by: FakeClock().source)

  private static func store(_ result: ProgramRunner.Result?, name: String = "pass") -> (CredentialStore, World.Programs)
  {
    let programs = World.Programs(result.map { ["docker-credential-\(name)": $0] } ?? [:])
    return (CredentialStore(name: name, runner: programs.runner, deadline: deadline), programs)
  }

  private static func result(_ status: Int32, _ output: String) -> ProgramRunner.Result {
    ProgramRunner.Result(status: status, output: Array(output.utf8))
  }

  @Test("A password is handed over on standard input, by Docker's protocol")
  func handOver() throws {
    let (store, programs) = Self.store(Self.result(0, ""))
    try store.store(host: Sample.host, username: "AWS", password: Secret("a\"/b\\"))
    #expect(programs.runs.count == 1)
    let run = try #require(programs.runs.first)
    #expect(run.program == "docker-credential-pass")
    #expect(run.arguments == ["store"])
    // As Docker itself writes it.
    #expect(run.input == #"{"ServerURL":"\#(Sample.host)","Username":"AWS","Secret":"a\"/b\\"}"# + "\n")
  }

  @Test("What is to be forgotten is the bare host")
  func erase() throws {
    let (store, programs) = Self.store(Self.result(0, ""))
    try store.erase(host: Sample.host)
    #expect(programs.runs == [.init(program: "docker-credential-pass", arguments: ["erase"], input: Sample.host)])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let result: ProgramRunner.Result?
    let verb: String
    let text: String

    var testDescription: String { text }
  }

  private static let missing =
    "Docker's credential store docker-credential-pass is not on the PATH. "
    + "Install it, or take it out of Docker's config.json (credsStore, credHelpers)."

  private static func failed(_ what: String) -> String {
    "Docker's credential store docker-credential-pass failed to \(what). "
      + "Try docker login to see whether Docker can use it."
  }

  static let cases: [Case] = [
    Case(result: nil, verb: "store", text: missing), Case(result: nil, verb: "erase", text: missing),
    Case(result: result(1, ""), verb: "store", text: failed("store: exit code 1")),
    Case(result: result(2, " no key\nring \n"), verb: "erase", text: failed(#"erase: exit code 2, "no key ring""#)),
    Case(result: result(143, "\u{1B}[31mred"), verb: "store", text: failed(#"store: exit code 143, "\u{1B}[31mred""#)),
    Case(
      result: result(1, String(repeating: "x", count: 300)), verb: "store",
      text: failed("store: exit code 1, \"\(String(repeating: "x", count: 200))…\"")),
    Case(
      result: result(127, ""), verb: "store",
      text: "Docker's credential store docker-credential-pass failed to store: exit code 127. "
        + "Exit code 127 says that it did not find a program that it needs, whose name may stand above: install that."),
    // What it was given does not come back to light, whole, in part, or in another form.
    Case(
      result: result(1, "cannot keep \(ECRAnswer.password)!"), verb: "store",
      text: failed(#"store: exit code 1, "cannot keep <secret>!""#)),
    Case(
      result: result(1, "got {\"Secret\":\"\(ECRAnswer.password.prefix(14))"), verb: "store",
      text: failed(#"store: exit code 1, "got {"Secret":"<secret>""#)),
  ]

  @Test("A store that is missing or fails is named, with what it said", arguments: cases)
  func failing(_ example: Case) throws {
    let (store, _) = Self.store(example.result)
    let failure = try failure {
      if example.verb == "erase" { return try store.erase(host: Sample.host) }
      try store.store(host: Sample.host, username: "AWS", password: Secret(ECRAnswer.password))
    }
    #expect(failure.description == example.text)
    #expect(failure.kind == (example.result == nil ? .invalidConfiguration : .refused))
    #expect(!failure.description.contains("hush"))
  }

  @Test("A store that cannot be started is an error with the system's reason")
  func unstartable() throws {
    let runner = ProgramRunner { _, _, _, _ in throw SystemError(code: 13) }
    let store = CredentialStore(name: "x\ny", runner: runner, deadline: Self.deadline)
    let failure = try failure { try store.erase(host: Sample.host) }
    #expect(
      failure.description == "Docker's credential store docker-credential-x y cannot be started: Permission denied. "
        + "Check the program's permissions, or take it out of Docker's config.json.")
  }

  @Test("A store whose interpreter is missing is told from one that is missing")
  func interpreter() throws {
    let temporary = try TemporaryDirectory()
    let program = temporary("docker-credential-x")
    try TemporaryDirectory.write("#!/nonexistent/bash\n", to: program)
    let missing = try #require(MissingInterpreter(of: program))
    let store = CredentialStore(
      name: "x", runner: ProgramRunner { _, _, _, _ in throw missing }, deadline: Self.deadline)
    let failure = try failure { try store.erase(host: Sample.host) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(
      failure.description == "Docker's credential store docker-credential-x cannot be started: "
        + "\(program) needs /nonexistent/bash, which does not exist. "
        + "Install what it needs, or take the store out of Docker's config.json (credsStore, credHelpers).")
  }

  @Test("A store that does not answer is an error that names it, the time, and what to do")
  func overdue() throws {
    let runner = ProgramRunner { _, _, _, deadline in
      #expect(deadline.remaining == .seconds(45))
      throw ProgramRunner.Overdue()
    }
    let store = CredentialStore(name: "pass", runner: runner, deadline: Self.deadline)
    for work in [
      { try store.erase(host: Sample.host) },
      { try store.store(host: Sample.host, username: "AWS", password: Secret(ECRAnswer.password)) },
    ] {
      let failure = try failure { try work() }
      #expect(failure.kind == .timedOut)
      #expect(
        failure.description == "Docker's credential store docker-credential-pass did not answer within the 45 s for "
          + "everything, and was ended. Try docker login to see what it waits for, or allow more time with --timeout "
          + "or ECR_LOGIN_TIMEOUT.")
    }
  }

  @Test("A real program gets it, too")
  func real() throws {
    let temporary = try TemporaryDirectory()
    let program = "#!/bin/sh\necho \"$0 $*\" >\(temporary("log"))\ncat >>\(temporary("log"))\n"
    try TemporaryDirectory.write(program, to: temporary("docker-credential-x"), mode: 0o700)
    // A name with a path in it is looked for nowhere else.
    let runner = ProgramRunner.system([:])
    let store = CredentialStore(
      name: "x", runner: ProgramRunner { try runner.run(temporary($0), $1, $2, $3) },
      deadline: Deadline(after: .seconds(60), by: .system))
    try store.erase(host: Sample.host)
    let log = String(decoding: try FileReader.system.content(temporary("log"), 1000), as: UTF8.self)
    #expect(log == "\(temporary("docker-credential-x")) erase\n\(Sample.host)")
  }
}
