import AWSAuth

extension MalformedAnswer.Service {
  /// What to do where something else than the service answers.
  var advice: String {
    switch self {
    case .sts: "Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."
    case .buildAPI: "Check that BITRISE_BUILD_URL is the URL of this build."
    }
  }
}
