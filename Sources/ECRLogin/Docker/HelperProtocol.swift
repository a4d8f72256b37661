import Basics

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
    ///
    /// As Go's helpers do: keys in any case, of several the last, and `null` says nothing.
    init?(json: [UInt8]) {
      guard let members = (try? JSONValue(parsing: json))?.members else { return nil }
      for member in members where member.value != .null {
        let key = member.key.lowercasedASCII()
        guard ["serverurl", "username"].contains(key) else { continue }
        guard let text = member.value.string else { return nil }
        if key == "username" { username = text } else { serverURL = text }
      }
    }
  }

  /// How much of standard input is read at the most, in bytes: a server's name, or a password with it.
  static let inputLimit = 64 << 10
}

extension Console {
  /// A line on both, as Docker's clients need it of a helper that fails: each shows only one of them.
  func failBoth(_ line: String) throws {
    // Some clients look for the protocol's sentence anywhere in the answer, and go on without a password: a
    // service's message must not be taken for it.
    let line = line.replacingEach(HelperProtocol.notFound, with: "no credentials were found")
    printError(line)
    try print("\(Program.name): \(line)")
  }
}
