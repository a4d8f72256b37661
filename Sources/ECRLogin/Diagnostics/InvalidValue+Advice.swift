import AWSAuth

extension InvalidValue {
  /// What such a value has to look like.
  var advice: String {
    switch self {
    case .region: "A region's name is of the form eu-central-1."
    case .roleARN: "A role ARN is of the form arn:aws:iam::123456789012:role/NAME; the IAM console shows it."
    case .sessionName: "Use 2 to 64 characters of A-Z, a-z, 0-9 and _+=,.@- only."
    case .sessionDuration:
      "Give a whole number of seconds from \(SessionDuration.range.lowerBound) to "
        + "\(SessionDuration.range.upperBound); the role's own maximum, one hour unless it was raised, may be lower."
    case .endpoint: "Give it as https://HOST or https://HOST:PORT/PATH."
    case .plainHTTP: "Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1)."
    }
  }
}
