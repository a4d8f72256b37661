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
  /// - Throws: `AuthenticationFailure` of kind `invalidConfiguration` that names the file, and the key if it is one's.
  init(_ bytes: [UInt8], path: String) throws {
    let shown = path.printable(limit: 300)
    func refusal(_ what: String, _ advice: String) -> AuthenticationFailure {
      AuthenticationFailure(.invalidConfiguration, "the configuration file \(shown) \(what)", advice: advice)
    }
    // Windows's editors begin a file with a byte order mark.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let members = (try? JSONValue(parsing: text))?.members else {
      throw refusal("is not a JSON object", "Correct it, or name another with --config or ECR_LOGIN_CONFIG.")
    }
    let known = SettingDefinition.all.compactMap(\.fileKey)
    var registries: [String: [String: String]] = [:]
    func read(
      _ members: [(key: String, value: JSONValue)], known: [String], of host: String?
    ) throws -> [String: String] {
      let place = host.map { " of \($0)" } ?? ""
      var values: [String: String] = [:]
      let firsts = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      for (key, value) in firsts.sorted(by: { $0.key < $1.key }) {
        if host == nil, key == Self.registriesKey {
          registries = try readRegistries(value)
          continue
        }
        guard known.contains(key) else {
          let near = nearest(to: key, in: known).map { "Did you mean \($0)? " } ?? ""
          throw refusal(
            "has a key\(place) that is not known: \"\(key.printable(limit: 60))\"",
            "\(near)The keys are \(known.joined(separator: ", ")).")
        }
        let isNumber = key == Self.key(of: .durationSeconds)
        guard let text = isNumber ? value.int.map({ String($0) }) : value.string else {
          let wanted = isNumber ? "a whole number" : "a string"
          throw refusal("has a value for \(key)\(place) that is not \(wanted)", "Write \(key) as \(wanted).")
        }
        values[key] = text
      }
      return values
    }
    func readRegistries(_ value: JSONValue) throws -> [String: [String: String]] {
      let form = "Write it as {\"HOST\": {\"roleArn\": \"ARN\"}}."
      guard let hosts = value.members else { throw refusal("has a value for registries that is not an object", form) }
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
        let keys = Self.registrySettings.compactMap(Self.key)
        let settings = try read(members.map { ($0.key, $0.value) }, known: keys, of: shown)
        if all[registry.host] == nil { all[registry.host] = settings }
      }
      return all
    }
    let values = try read(members.map { ($0.key, $0.value) }, known: known + [Self.registriesKey], of: nil)
    self.init(path: path, values: values, registries: registries)
  }
}
