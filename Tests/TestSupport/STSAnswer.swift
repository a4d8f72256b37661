package import AWSAuth

/// Answers of STS, laid out like recorded ones.
package enum STSAnswer {
  /// The credentials' access key.
  package static let accessKeyID = "ASIAEXAMPLE"

  /// The credentials' secret key; like many real ones it has characters that forms and shells escape.
  package static let secretAccessKey = "hush/the+key="

  /// The credentials' session token.
  package static let sessionToken = "hush/the+session=="

  /// The ARN of the assumed role session.
  package static let assumedRole = "arn:aws:sts::123456789012:assumed-role/deploy/bitrise-1"

  /// 2020-11-23T09:00:00Z, an hour after the start of every test.
  package static let expiration = "2020-11-23T09:00:00Z"

  /// The elements of the credentials.
  package static let keys = [
    "<AccessKeyId>\(accessKeyID)</AccessKeyId>", "<SecretAccessKey>\(secretAccessKey)</SecretAccessKey>",
    "<SessionToken>\(sessionToken)</SessionToken>", "<Expiration>\(expiration)</Expiration>",
  ]

  /// An action's success, with the elements in the order of `arrange`.
  package static func success(
    _ action: String = "AssumeRoleWithWebIdentity", keys: [String] = keys, arrange: ([String]) -> [String] = { $0 }
  ) -> String {
    let user = ["<AssumedRoleId>AROAEXAMPLE:bitrise-1</AssumedRoleId>", "<Arn>\(assumedRole)</Arn>"]
    let result = arrange([
      "<Audience>sts.amazonaws.com</Audience>",
      "<AssumedRoleUser>\n\(arrange(user).joined(separator: "\n"))\n</AssumedRoleUser>",
      "<Provider>arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io</Provider>",
      "<Credentials>\n\(arrange(keys).joined(separator: "\n"))\n</Credentials>",
      "<SubjectFromWebIdentityToken>app:a1:workflow:w1</SubjectFromWebIdentityToken>",
    ])
    let parts = arrange([
      "<\(action)Result>\n\(result.joined(separator: "\n"))\n</\(action)Result>",
      "<ResponseMetadata><RequestId>1-2-3</RequestId></ResponseMetadata>",
    ])
    return """
      <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      \(parts.joined(separator: "\n"))
      </\(action)Response>
      """
  }

  /// An error; its message is XML already.
  package static func error(_ code: String, _ message: String) -> String {
    """
    <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <Error>
        <Type>Sender</Type>
        <Code>\(code)</Code>
        <Message>\(message)</Message>
      </Error>
      <RequestId>1-2-3</RequestId>
    </ErrorResponse>
    """
  }
}

extension ScriptedTransport.Outcome {
  /// What STS answers when it assumes a role.
  package static func credentials(_ action: String = "AssumeRoleWithWebIdentity") -> Self {
    .answer(200, STSAnswer.success(action))
  }

  /// What STS answers when it refuses; its message is XML already.
  package static func stsError(_ status: Int, _ code: String, _ message: String, fields: HTTPFields = []) -> Self {
    .answer(status, STSAnswer.error(code, message), fields: fields)
  }
}
