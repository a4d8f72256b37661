import AWSAuth

/// The words of Docker's credential helper protocol, as docker/docker-credential-helpers has them.
///
/// The sentences are part of the protocol: clients compare them with what stands on standard output.
enum HelperProtocol {
  /// Says "not mine, go on without"; only for hosts that are not ECR's, since clients then go on anonymously.
  static let notFound = "credentials not found in native keychain"
  static let noServerURL = "no credentials server URL"
  static let noUsername = "no credentials username"

  /// What `get` answers with; the keys' spelling matters to some clients, their order to none.
  struct Answer {
    var serverURL: String
    var username: String
    var secret: String

    /// One JSON document on one line.
    var json: String {
      let document = JSONValue(members: [
        "Secret": .string(secret), "ServerURL": .string(serverURL), "Username": .string(username),
      ])
      return String(decoding: document.text, as: UTF8.self)
    }
  }

  /// What `store` is given.
  struct StoreRequest {
    var serverURL: String?
    var username: String?

    /// Reads an input; `nil` if it is no JSON object, or has a part of the wrong type.
    init?(json: [UInt8]) {
      do {
        let json = try JSONValue(parsing: json)
        guard json.members != nil else { return nil }
        serverURL = try json.optional("ServerURL", \.string)
        username = try json.optional("Username", \.string)
      } catch {
        return nil
      }
    }
  }

  /// How much of standard input is read at the most, in bytes: a server's name, or a password with it.
  static let inputLimit = 64 << 10
}
