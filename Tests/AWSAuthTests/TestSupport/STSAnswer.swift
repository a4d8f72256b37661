import AWSAuth

/// Answers of STS, laid out like recorded ones.
enum STSAnswer {
  static let accessKeyID = "ASIAEXAMPLE"
  static let secretAccessKey = "not/a+secret=key"
  static let sessionToken = "not/a+session=token=="
  static let assumedRole = "arn:aws:sts::123456789012:assumed-role/deploy/bitrise-1"

  /// 2026-11-23T09:00:00Z, an hour after the start of every test.
  static let expiration = "2026-11-23T09:00:00Z"

  /// The elements of the credentials.
  static let keys = [
    "<AccessKeyId>\(accessKeyID)</AccessKeyId>", "<SecretAccessKey>\(secretAccessKey)</SecretAccessKey>",
    "<SessionToken>\(sessionToken)</SessionToken>", "<Expiration>\(expiration)</Expiration>",
  ]

  /// An action's success, with the elements in the order of `arrange`.
  static func success(
    _ action: String = "AssumeRoleWithWebIdentity", keys: [String] = keys, arrange: ([String]) -> [String] = { $0 }
  ) -> String {
    let user = ["<AssumedRoleId>AROAEXAMPLE:bitrise-1</AssumedRoleId>", "<Arn>\(assumedRole)</Arn>"]
    let result = arrange([
      "<Audience>sts.amazonaws.com</Audience>",
      "<AssumedRoleUser>\n\(arrange(user).joined(separator: "\n"))\n</AssumedRoleUser>",
      "<Provider>arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io</Provider>",
      "<Credentials>\n\(arrange(keys).joined(separator: "\n"))\n</Credentials>",
      "<SubjectFromWebIdentityToken>app:0a1b2c3d:workflow:deploy</SubjectFromWebIdentityToken>",
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
  static func error(_ code: String, _ message: String) -> String {
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
