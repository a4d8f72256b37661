import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The words of Docker's credential helper protocol, as docker/docker-credential-helpers has them.
///
/// The sentences are part of the protocol: clients compare them with what stands on standard output.
enum HelperProtocol {
  /// Says "not mine, go on without"; only for hosts that are not ECR's, since clients then go on anonymously.
  static let notFound = "credentials not found in native keychain"
  static let noServerURL = "no credentials server URL"
  static let noUsername = "no credentials username"

  /// What `get` answers with; the keys' spelling matters to some clients, their order to none.
  struct Answer: Encodable {
    var serverURL: String
    var username: String
    var secret: String

    enum CodingKeys: String, CodingKey {
      case serverURL = "ServerURL"
      case username = "Username"
      case secret = "Secret"
    }

    /// One JSON document on one line.
    func json() throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// What `store` is given.
  struct StoreRequest: Decodable {
    var serverURL: String?
    var username: String?

    enum CodingKeys: String, CodingKey {
      case serverURL = "ServerURL"
      case username = "Username"
    }
  }

  /// How much of standard input is read at the most, in bytes: a server's name, or a password with it.
  static let inputLimit = 64 << 10
}
