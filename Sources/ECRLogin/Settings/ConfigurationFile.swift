import AWSAuth
import Basics

/// The settings in the program's own configuration file.
struct ConfigurationFile: Sendable, Hashable {
  /// Where it is; `nil` where there is none.
  let path: String?

  private let values: [String: String]
  /// The settings of single registries, by their hosts.
  private let registries: [String: [String: String]]

  /// The key whose value has the settings of single registries.
  static let registriesKey = "registries"

  /// The settings that a single registry can have.
  static let registrySettings: [Setting] = [.roleARN, .audience, .sessionName, .durationSeconds]

  /// How large the file may be, in bytes.
  static let sizeLimit = 1 << 20

  /// No file: no settings.
  static let none = ConfigurationFile(path: nil, values: [:], registries: [:])

  /// The value of a key.
  /// - Parameters:
  ///   - key: The key.
  ///   - host: The registry that it is wanted for; `nil` where that is none.
  /// - Returns: The value and where it is in the file, `nil` where there is none. If the file has any settings for the
  ///   registry, none of its other settings of that kind count: half of one role and half of another is neither.
  func value(_ key: String, for host: String?) -> (text: String, place: String)? {
    if let host, let own = registries[host], Self.registrySettings.contains(where: { Self.key(of: $0) == key }) {
      return own[key].flatMap { $0.isEmpty ? nil : ($0, "\(key) of \(host)") }
    }
    return values[key].flatMap { $0.isEmpty ? nil : ($0, key) }
  }

  /// Whether the file has settings for that registry.
  func hasSettings(for host: String) -> Bool { registries[host] != nil }

  private init(path: String?, values: [String: String], registries: [String: [String: String]]) {
    self.path = path
    self.values = values
    self.registries = registries
  }

  private static func key(of setting: Setting) -> String? { SettingDefinition.of(setting).fileKey }

  /// Reads a file's content.
  /// - Throws: `Diagnostic` of kind `invalidConfiguration` that names the file, and the key if it is one's.
  init(_ bytes: [UInt8], path: String) throws {
    let reader = Reader(path: path)
    let known = SettingDefinition.all.compactMap(\.fileKey) + [Self.registriesKey]
    var values: [String: String] = [:]
    var registries: [String: [String: String]] = [:]
    for (key, value) in Reader.sorted(try reader.members(bytes)) {
      if key == Self.registriesKey {
        registries = try reader.registries(value)
      } else {
        values[key] = try reader.text(key, value, known: known, of: nil)
      }
    }
    self.init(path: path, values: values, registries: registries)
  }

  /// Reads the parts of a file, and refuses what they must not be.
  private struct Reader {
    let path: String

    private func refusal(_ what: String, _ advice: String) -> Diagnostic {
      Diagnostic(
        .invalidConfiguration, "the configuration file \(path.printable(limit: 300)) \(what)", advice: advice)
    }

    /// The members by their keys; of several with the same key the first.
    static func sorted(_ members: [JSONValue.Member]) -> [(key: String, value: JSONValue)] {
      Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        .sorted { $0.key < $1.key }
    }

    func members(_ bytes: [UInt8]) throws -> [JSONValue.Member] {
      // Windows's editors begin a file with a byte order mark.
      let text = bytes.withoutByteOrderMark
      guard let members = (try? JSONValue(parsing: text))?.members else {
        throw refusal("is not a JSON object", "Correct it, or name another with --config or ECR_LOGIN_CONFIG.")
      }
      return members
    }

    /// The text of one key's value.
    /// - Parameters:
    ///   - key: The key.
    ///   - value: What the file has for it.
    ///   - known: The keys that there can be in that place.
    ///   - host: The registry whose setting it is, as it is shown; `nil` where it is the file's own.
    /// - Returns: The text; of a number its digits.
    /// - Throws: `Diagnostic` where the key is not known, or its value of the wrong type.
    func text(_ key: String, _ value: JSONValue, known: [String], of host: String?) throws -> String {
      let place = host.map { " of \($0)" } ?? ""
      guard known.contains(key) else {
        let near = nearest(to: key, in: known).map { "Did you mean \($0)? " } ?? ""
        throw refusal(
          "has a key\(place) that is not known: \"\(key.printable(limit: 60))\"",
          "\(near)The keys are \(known.joined(separator: ", ")).")
      }
      let isNumber = SettingDefinition.all.contains { $0.fileKey == key && $0.range != nil }
      guard let text = isNumber ? value.int.map({ String($0) }) : value.string else {
        let wanted = isNumber ? "a whole number" : "a string"
        throw refusal("has a value for \(key)\(place) that is not \(wanted)", "Write \(key) as \(wanted).")
      }
      return text
    }

    /// The settings of single registries, by their hosts.
    func registries(_ value: JSONValue) throws -> [String: [String: String]] {
      let form = "Write it as {\"HOST\": {\"roleArn\": \"ARN\"}}."
      guard let hosts = value.members else { throw refusal("has a value for registries that is not an object", form) }
      let known = registrySettings.compactMap(ConfigurationFile.key)
      var all: [String: [String: String]] = [:]
      for member in hosts {
        let shown = member.key.printable(limit: 100)
        guard let registry = ECRRegistry(host: member.key) else {
          let mistake = RegistryMistake(argument: member.key)
          throw refusal("has a registry that is none of Amazon ECR: \"\(shown)\"", mistake?.failure.advice ?? form)
        }
        guard let members = member.value.members else {
          throw refusal("has settings of \(shown) that are not an object", form)
        }
        var settings: [String: String] = [:]
        for (key, value) in Self.sorted(members) { settings[key] = try text(key, value, known: known, of: shown) }
        if all[registry.host] == nil { all[registry.host] = settings }
      }
      return all
    }
  }
}
