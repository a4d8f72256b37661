import AWSAuth
import Basics

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
    variables.map { "export \($0.name)=\($0.value.shellQuoted)" }.joined(separator: "\n")
  }

  /// A JSON object with the names that AWS's `credential_process` has for them.
  /// - Parameter version: The version of that protocol; `nil` where it is not spoken, and the region is given instead.
  /// - Returns: One line.
  func json(version: Int?) -> String {
    let document = JSONValue(members: [
      "AccessKeyId": .string(credentials.accessKeyID),
      "Expiration": credentials.expiration.map { .string(InternetTime.text($0)) },
      "Region": version == nil ? .string(region.name) : nil,
      "SecretAccessKey": .string(credentials.secretAccessKey.exposed()),
      "SessionToken": credentials.sessionToken.map { .string($0.exposed()) },
      "Version": version.map { JSONValue($0) },
    ])
    return String(decoding: document.text, as: UTF8.self)
  }
}
