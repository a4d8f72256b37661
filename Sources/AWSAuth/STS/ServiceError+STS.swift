import Basics

extension ServiceError {
  /// Why STS may take the same identity token in a moment; `nil` if it will not.
  ///
  /// AWS has to fetch the issuer's keys, which fails now and then when many builds start at once.
  var identityRetryReason: RetryPolicy.Reason? {
    let passes =
      code == "IDPCommunicationError"
      || code == "InvalidIdentityToken" && message.containsUTF8("verification key")
    return passes ? .dependency : nil
  }
}
