import AWSAuth
import Basics
import TestSupport

@testable import ECRLogin

/// A process around the code under test, of which nothing is real.
struct World: Sendable {
  var arguments: [String] = []
  /// Without a cache, unless a test brings a directory for it.
  var environment: [String: String] = ["ECR_LOGIN_CACHE": "off"]
  var input: [UInt8] = []
  var inputFails = false
  var inputIsTerminal = false
  var outputFails = false
  var files: [String: FakeFile] = [:]
  var directories: Set<String> = []
  /// The programs on the path, with what they do.
  var programs = Programs()
  var homeByUserDatabase: String?
  /// Where this program's own file is.
  var executablePath: String?
  var transport = ScriptedTransport()
  /// What comes of connecting to a server.
  var probe: @Sendable (HTTPRequest) -> ConnectionProbe.Report = { _ in World.connected }
  var libcurl: Result<String, TransportFailure> = .success("libcurl/8.0.0 TLS/1.0")
  let clock = FakeClock()
  let outputStream = Stream()
  let errorStream = Stream()
  let networks = Networks()

  /// A stream, or a file, that cannot be used.
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  enum FakeFile: Sendable {
    case text(String)
    case bytes([UInt8])
    case failure(FileReader.Failure)
  }

  final class Stream: Sendable {
    private let bytes = Locked<[UInt8]>([])
    func write(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  /// Other programs, of which each run is remembered.
  final class Programs: Sendable {
    struct Run: Sendable, Hashable {
      var program: String
      var arguments: [String]
      var input: String
    }

    /// Where they are.
    let paths: Set<String>
    private let results: [String: ProgramRunner.Result]
    private let isRun: @Sendable () throws -> Void
    private let list = Locked<[Run]>([])

    /// - Parameters:
    ///   - results: How each program ends; what is not listed does not exist.
    ///   - paths: The files that can be run.
    ///   - isRun: What comes of it, before the result.
    init(
      _ results: [String: ProgramRunner.Result] = [:], paths: Set<String> = [],
      isRun: @escaping @Sendable () throws -> Void = {}
    ) {
      self.isRun = isRun
      self.results = results
      self.paths = paths
    }

    var runs: [Run] { list.withLock { $0 } }

    var runner: ProgramRunner {
      ProgramRunner { [self] program, arguments, input, _ in
        try isRun()
        guard let result = results[program] else { return nil }
        let run = Run(program: program, arguments: arguments, input: String(decoding: input, as: UTF8.self))
        list.withLock { $0.append(run) }
        return result
      }
    }
  }

  /// The ways to the network that transports were made for.
  final class Networks: Sendable {
    private let list = Locked<[NetworkSettings]>([])
    func append(_ network: NetworkSettings) { list.withLock { $0.append(network) } }
    var all: [NetworkSettings] { list.withLock { $0 } }
  }

  var output: String { outputStream.text }
  var errors: String { errorStream.text }

  var context: ProcessContext {
    ProcessContext(
      arguments: arguments, environment: Environment(environment), userID: 501, time: clock.source,
      console: console, files: fileReader, runner: programs.runner,
      executablePath: { [executablePath] in executablePath },
      homeDirectory: { [homeByUserDatabase] in homeByUserDatabase },
      makeTransport: { [transport, networks] network in
        networks.append(network)
        return transport
      },
      makeProbe: { [probe, libcurl] _ in
        ConnectionProbe(
          probe: { request, _ in probe(request) }, open: { () throws(TransportFailure) in try libcurl.get() })
      })
  }

  /// A server that answers, with the time that it is.
  static let connected = ConnectionProbe.Report(
    outcome: .success(HTTPResponse(status: 404, fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:00:00 GMT")])),
    nameLookup: .milliseconds(2), connection: .milliseconds(3), tls: .milliseconds(4), total: .milliseconds(9),
    address: "192.0.2.1")

  private var console: Console {
    Console(
      readInput: { [input, inputFails] limit in
        if inputFails { throw Broken(description: "Is a directory") }
        return Array(input.prefix(limit + 1))
      },
      inputIsTerminal: inputIsTerminal,
      writeOutput: { [outputFails, outputStream] bytes in
        if outputFails { throw Broken(description: "Broken pipe") }
        outputStream.write(bytes)
      },
      writeError: { [errorStream] in errorStream.write($0) })
  }

  private var fileReader: FileReader {
    FileReader(
      content: { [files] (path, limit) throws(FileReader.Failure) in
        let content: [UInt8]
        switch files[path] {
        case .text(let text): content = [UInt8](text.utf8)
        case .bytes(let bytes): content = bytes
        case .failure(let failure): throw failure
        case nil: throw .missing
        }
        guard content.count <= limit else { throw .tooLarge }
        return content
      },
      exists: { [files] in files[$0] != nil },
      isReadable: { [files] in files[$0] != nil },
      isExecutable: { [programs] in programs.paths.contains($0) },
      isWritableDirectory: { [directories] in directories.contains($0) })
  }
}

extension World {
  /// A call of a helper verb as a client makes it.
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    _ answers: [ScriptedTransport.Outcome] = []
  ) {
    self.init()
    self.arguments = arguments
    self.input = [UInt8](input.utf8)
    self.environment.merge(environment) { $1 }
    transport = ScriptedTransport(answers, clock: clock)
  }

  /// The settings that this world has, without any file.
  func settings(_ flags: ParsedArguments = [:]) throws -> Settings {
    try context.settings(flags)
  }

  /// What a command in this world works with.
  func command(_ flags: ParsedArguments = [:]) throws -> CommandContext {
    CommandContext(context, try settings(flags))
  }
}
