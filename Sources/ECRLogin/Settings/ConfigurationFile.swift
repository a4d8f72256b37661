import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: Data(bytes))
    } catch let error as Content.UnknownKey {
      let known = SettingDefinition.all.compactMap(\.fileKey)
      let near = nearest(to: error.key, in: known).map { "Did you mean \($0)? " } ?? ""
      throw refusal(
        "has a key that is not known: \"\(error.key.printable(limit: 60))\"",
        "\(near)The keys are \(known.joined(separator: ", ")).")
    } catch let error as Content.WrongType {
      throw refusal(
        "has a value for \(error.key) that is not \(error.wanted)", "Write \(error.key) as \(error.wanted).")
    } catch {
      throw refusal("is not a JSON object", "Correct it, or name another with --config or ECR_LOGIN_CONFIG.")
    }
    self.init(path: path, values: content.values)
  }

  private struct Content: Decodable {
    struct UnknownKey: Error { var key: String }
    struct WrongType: Error {
      var key: String
      var wanted: String
    }

    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    var values: [String: String] = [:]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      let known = Set(SettingDefinition.all.compactMap(\.fileKey))
      for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
        guard known.contains(key.stringValue) else { throw UnknownKey(key: key.stringValue) }
        if key.stringValue == SettingDefinition.of(.durationSeconds).fileKey {
          guard let number = try? container.decode(Int.self, forKey: key) else {
            throw WrongType(key: key.stringValue, wanted: "a whole number")
          }
          values[key.stringValue] = String(number)
        } else {
          guard let text = try? container.decode(String.self, forKey: key) else {
            throw WrongType(key: key.stringValue, wanted: "a string")
          }
          values[key.stringValue] = text
        }
      }
    }
  }
}
