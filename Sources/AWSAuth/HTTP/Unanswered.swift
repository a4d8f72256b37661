#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// A request to which no answer came.
package enum Unanswered: AWSAuthError.Cause {
  /// The deadline passed.
  case timedOut(service: String, allowance: String, detail: String)
  /// The last attempt failed; the clock is this machine's, since certificates are only good for a while.
  case unreachable(service: String, host: String, failure: TransportFailure, attempts: Int, clock: Date)

  /// What sort of error it is.
  package var kind: AWSAuthError.Kind {
    guard case .unreachable(_, _, let failure, _, _) = self else { return .timedOut }
    return switch failure.kind {
    case .unknownHost, .noConnection, .noTLS, .interrupted, .timedOut: .unavailable
    case .proxyRefused, .untrustedCertificate, .unusable: .invalidConfiguration
    case .tooLarge, .notHTTP: .malformedAnswer
    }
  }

  /// Who did not answer, and why.
  package var description: String {
    switch self {
    case .timedOut(let service, let allowance, let detail):
      return "the \(allowance) s for everything were over before \(service) answered: \(detail)"
    case .unreachable(let service, let host, let failure, let attempts, _):
      switch failure.kind {
      case .unusable: return failure.detail
      case .tooLarge: return "\(service) at \(host) answered with \(failure.detail)"
      case .unknownHost, .noConnection, .proxyRefused, .noTLS, .untrustedCertificate, .interrupted, .timedOut, .notHTTP:
        let times = attempts == 1 ? "" : " (\(attempts) attempts)"
        return "cannot reach \(service) at \(host): \(failure.detail)\(times)"
      }
    }
  }
}
