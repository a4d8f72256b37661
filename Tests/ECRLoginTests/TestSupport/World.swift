import AWSAuth
import Synchronization

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
  var transport = ScriptedTransport()
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
    private let bytes = Mutex<[UInt8]>([])
    func write(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  /// The ways to the network that transports were made for.
  final class Networks: Sendable {
    private let list = Mutex<[NetworkSettings]>([])
    func append(_ network: NetworkSettings) { list.withLock { $0.append(network) } }
    var all: [NetworkSettings] { list.withLock { $0 } }
  }

  var output: String { outputStream.text }
  var errors: String { errorStream.text }

  var context: ProcessContext {
    ProcessContext(
      arguments: arguments, environment: Environment(environment), userID: 501, time: clock.source,
      console: console, files: fileReader,
      makeTransport: { [transport, networks] network in
        networks.append(network)
        return transport
      })
  }

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
      isWritableDirectory: { [directories] in directories.contains($0) })
  }
}

extension World {
  /// A call of a helper verb as a client makes it.
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    _ answers: [ScriptedTransport.Answer] = []
  ) {
    self.init()
    self.arguments = arguments
    self.input = [UInt8](input.utf8)
    self.environment.merge(environment) { $1 }
    transport = ScriptedTransport(answers)
  }

  /// The settings that this world has, without any file.
  func settings(_ flags: [SettingDefinition.Name: String] = [:]) throws -> Settings {
    try context.settings(flags)
  }
}
