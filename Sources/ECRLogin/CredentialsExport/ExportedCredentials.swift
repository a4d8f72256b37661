import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Credentials on their way to another program.
struct ExportedCredentials {
  let credentials: Credentials
  let region: Region

  /// A variable of AWS's, and whether its value is a secret.
  struct Variable {
    var name: String
    var value: String
    var isSecret: Bool
  }

  /// The variables by which AWS's programs know credentials; the two names of the region are both in use.
  var variables: [Variable] {
    var variables = [
      Variable(name: "AWS_ACCESS_KEY_ID", value: credentials.accessKeyID, isSecret: true),
      Variable(name: "AWS_SECRET_ACCESS_KEY", value: credentials.secretAccessKey.exposed(), isSecret: true),
    ]
    if let token = credentials.sessionToken {
      variables.append(Variable(name: "AWS_SESSION_TOKEN", value: token.exposed(), isSecret: true))
    }
    variables.append(Variable(name: "AWS_REGION", value: region.name, isSecret: false))
    variables.append(Variable(name: "AWS_DEFAULT_REGION", value: region.name, isSecret: false))
    if let expiration = credentials.expiration {
      variables.append(
        Variable(name: "AWS_CREDENTIAL_EXPIRATION", value: InternetTime.text(expiration), isSecret: false))
    }
    return variables
  }

  /// The same for a build's later steps, in which what an earlier step has left would go with these keys.
  var variablesForLaterSteps: [Variable] {
    let names = Set(variables.map(\.name))
    let left = ["AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"].filter { !names.contains($0) }
    return variables + left.map { Variable(name: $0, value: "", isSecret: false) }
  }

  /// Lines that set and export the variables in every POSIX shell.
  var shellText: String {
    variables.map { "export \($0.name)=\(Self.quoted($0.value))" }.joined(separator: "\n")
  }

  /// A word that means the text itself to a POSIX shell, whatever is in it.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// A JSON object with the names that AWS's `credential_process` has for them.
  /// - Parameter version: The version of that protocol; `nil` where it is not spoken, and the region is given instead.
  /// - Returns: One line.
  /// - Throws: Nothing that is known of.
  func json(version: Int?) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      Version: version, AccessKeyId: credentials.accessKeyID, SecretAccessKey: credentials.secretAccessKey.exposed(),
      SessionToken: credentials.sessionToken?.exposed(), Expiration: credentials.expiration.map(InternetTime.text),
      Region: version == nil ? region.name : nil)
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  // The names are the protocol's.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Document: Encodable {
    var Version: Int?
    var AccessKeyId: String
    var SecretAccessKey: String
    var SessionToken: String?
    var Expiration: String?
    var Region: String?
  }
}
