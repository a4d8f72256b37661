extension Credentials {
  /// The keys in AWS's own variables; `nil` where there are none.
  /// - Parameters:
  ///   - accessKeyID: `AWS_ACCESS_KEY_ID`.
  ///   - secretAccessKey: `AWS_SECRET_ACCESS_KEY`.
  ///   - sessionToken: `AWS_SESSION_TOKEN`.
  /// - Returns: The keys; they are not checked.
  /// - Throws: `AuthenticationFailure` of kind `invalidConfiguration` where one half of a pair is missing.
  public static func fromVariables(
    accessKeyID: String?, secretAccessKey: Secret?, sessionToken: Secret?
  ) throws -> Credentials? {
    switch (accessKeyID, secretAccessKey) {
    case (nil, nil): return nil
    case (let id?, let secret?):
      return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: sessionToken)
    case (_?, nil):
      throw AuthenticationFailure(
        .invalidConfiguration, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
        advice: "Set both, or neither.")
    case (nil, _?):
      throw AuthenticationFailure(
        .invalidConfiguration, "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not",
        advice: "Set both, or neither.")
    }
  }
}
