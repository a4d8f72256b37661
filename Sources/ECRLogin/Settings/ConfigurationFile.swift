import AWSAuth

/// The settings in the program's own configuration file.
struct ConfigurationFile: Sendable, Hashable {
  /// Where it is; `nil` where there is none.
  let path: String?

  private let values: [String: String]

  /// How large the file may be, in bytes.
  static let sizeLimit = 1 << 20

  /// No file: no settings.
  static let none = ConfigurationFile(path: nil, values: [:])

  /// The value of a key.
  subscript(key: String) -> String? {
    values[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  private init(path: String?, values: [String: String]) {
    self.path = path
    self.values = values
  }

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
    var values: [String: String] = [:]
    let firsts = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    for (key, value) in firsts.sorted(by: { $0.key < $1.key }) {
      guard known.contains(key) else {
        let near = nearest(to: key, in: known).map { "Did you mean \($0)? " } ?? ""
        throw refusal(
          "has a key that is not known: \"\(key.printable(limit: 60))\"",
          "\(near)The keys are \(known.joined(separator: ", ")).")
      }
      let isNumber = key == SettingDefinition.of(.durationSeconds).fileKey
      guard let text = isNumber ? value.int.map({ String($0) }) : value.string else {
        let wanted = isNumber ? "a whole number" : "a string"
        throw refusal("has a value for \(key) that is not \(wanted)", "Write \(key) as \(wanted).")
      }
      values[key] = text
    }
    self.init(path: path, values: values)
  }
}
