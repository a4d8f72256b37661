package import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What ECR's answers have in them.
package enum ECRAnswer {
  /// What no output but a password may contain.
  package static let password = "hush-the-password"

  /// The base64 of `AWS:` and the password.
  package static let authorizationToken = Data("AWS:\(password)".utf8).base64EncodedString()
}

extension ScriptedTransport.Outcome {
  /// What ECR answers when it is asked for a token: one that lasts twelve hours from the start of every test.
  package static let authorization = Self.answer(
    200,
    """
    {"authorizationData":[{"authorizationToken":"\(ECRAnswer.authorizationToken)","expiresAt":1.6061616E9,\
    "proxyEndpoint":"https://123456789012.dkr.ecr.eu-central-1.amazonaws.com"}]}
    """)

  /// What ECR Public answers when it is asked for a token, which lasts half a second longer.
  package static let publicAuthorization = Self.answer(
    200,
    #"{"authorizationData":{"authorizationToken":"\#(ECRAnswer.authorizationToken)","expiresAt":1606161600.5}}"#)

  /// What ECR answers when it refuses; its message is JSON already.
  package static func ecrError(
    _ status: Int, _ code: String, _ message: String? = nil, fields: HTTPFields = []
  ) -> Self {
    .answer(status, #"{"__type":"\#(code)"\#(message.map { #","message":"\#($0)""# } ?? "")}"#, fields: fields)
  }
}
