import Basics

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Why there is no identity token that can be used.
package enum IdentityTokenError: AWSAuthError.Cause {
  /// What a source has is not an identity token.
  case notAToken(source: String, reason: String)
  /// The file cannot be read.
  case unreadableFile(path: String, source: String, reason: String)
  /// It has expired, and its source cannot issue another.
  case expired(source: String, at: Date?, issuer: String?)
  /// It is for other audiences than the one that the user asked for.
  case otherAudience(source: String, audiences: [String], expected: String)
  /// The build API refused to issue one.
  case notIssued(host: String, status: Int, message: String?)
  /// What the build API issued is not an identity token.
  case issuedNoToken(reason: String)

  /// What sort of error it is.
  package var kind: AWSAuthError.Kind {
    switch self {
    case .notAToken, .unreadableFile, .expired, .otherAudience: .invalidConfiguration
    case .notIssued(_, 408, _), .notIssued(_, 429, _), .notIssued(_, 500, _), .notIssued(_, 502...599, _): .unavailable
    case .notIssued(_, 300...399, _), .issuedNoToken: .malformedAnswer
    case .notIssued: .refused
    }
  }

  /// What is wrong with the token, or why there is none; never the token.
  package var description: String {
    switch self {
    case .notAToken(let source, let reason): "\(source) is not an identity token: \(reason)"
    case .unreadableFile(let path, let source, let reason):
      "the file \(path.printable(limit: 300)) (from \(source)) \(reason)"
    case .expired(let source, let time, _):
      "the identity token in \(source) expired at \(time.map(InternetTime.text) ?? "")"
    case .otherAudience(let source, let audiences, let expected):
      "the identity token in \(source) is for the audience "
        + (audiences.isEmpty ? "none" : audiences.joined(separator: ", ").printable(limit: 200))
        + ", but \(expected.printable(limit: 200)) is configured"
    case .notIssued(let host, let status, let message):
      "\(MalformedAnswer.Service.buildAPI.name) at \(host) gave no identity token: status \(status)"
        + (message.map { ": \($0)" } ?? "")
    case .issuedNoToken(let reason):
      "what \(MalformedAnswer.Service.buildAPI.name) issued is not an identity token: \(reason)"
    }
  }
}
