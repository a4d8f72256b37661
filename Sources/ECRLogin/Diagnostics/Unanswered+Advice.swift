import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Unanswered {
  /// What to do where a server was not reached.
  /// - Parameter hint: What is known of a host that was not reached.
  /// - Returns: Sentences, or nothing.
  func advice(_ hint: (_ host: String) -> String?) -> String {
    switch self {
    case .timedOut: return "Check the network, or allow more time with --timeout or ECR_LOGIN_TIMEOUT."
    case .unreachable(_, let host, let failure, _, let clock):
      let advice = failure.remedy?.advice ?? failure.kind.advice(clock, failure.detail)
      return failure.kind.mayBeOfTheHost ? [hint(host), advice].compactMap { $0 }.joined(separator: " ") : advice
    }
  }
}

extension TransportFailure.Kind {
  /// Whether another host might be reached.
  fileprivate var mayBeOfTheHost: Bool {
    switch self {
    case .unknownHost, .noConnection, .proxyRefused, .noTLS, .interrupted, .timedOut: true
    case .untrustedCertificate, .tooLarge, .notHTTP, .unusable: false
    }
  }

  /// What to do where nothing more particular is known.
  fileprivate func advice(_ clock: Date, _ detail: String) -> String {
    switch self {
    case .unknownHost: "Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy."
    case .noConnection, .timedOut:
      "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."
    case .noTLS: "Something on the way may not let TLS 1.2 or newer through: check proxies."
    case .interrupted: "Start the build again; if it stays, check proxies on the way."
    case .untrustedCertificate: Self.certificateAdvice(clock, detail)
    case .tooLarge, .notHTTP: "Something else than AWS may be answering: check proxies and endpoint settings."
    case .proxyRefused, .unusable: ""
    }
  }

  private static func certificateAdvice(_ clock: Date, _ detail: String) -> String {
    if detail.containsUTF8("expired") || detail.containsUTF8("not yet valid") {
      return "This machine's clock says \(InternetTime.text(clock)): if that is wrong, set it; if it is right, "
        + "the certificate is out of date, be it the server's or that of a proxy that re-encrypts TLS."
    }
    if detail.containsUTF8("target host name") {
      return "Another server answers in its place: check DNS, proxies and endpoint settings."
    }
    return "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; "
      + "else install the package ca-certificates, and check the machine's clock."
  }
}
