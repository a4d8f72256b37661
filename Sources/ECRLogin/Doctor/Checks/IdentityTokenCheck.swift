import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The build's identity token: what it says, and for how long; never the token.
struct IdentityTokenCheck {
  let session: AWSSession
  let now: Date

  func check(_ finding: inout CheckResult) throws {
    guard case .webIdentity(_, let tokens) = session.identity else {
      finding.add("", "not needed: there is an access key")
      return
    }
    let token = try diagnosing { try tokens.token() }
    finding.add("from", tokens.sourceName)
    finding.add("iss", token.issuer ?? "(none)")
    finding.add("aud", token.audiences.isEmpty ? "(none)" : token.audiences.joined(separator: ", "))
    finding.add("sub", token.subject ?? "(none)")
    finding.add("expires", token.expiration.map { TimeLeft.text(until: $0, from: now) } ?? "(never)")
  }
}

/// Points in time to come, as the report shows them.
enum TimeLeft {
  /// `2026-11-23T08:00:00Z, in 11 h 59 min`.
  static func text(until date: Date, from now: Date) -> String {
    let seconds = Int(max(0, date.timeIntervalSince(now)).rounded())
    let left =
      switch seconds {
      case ..<120: "\(seconds) s"
      case ..<7200: "\(seconds / 60) min"
      default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
      }
    return "\(InternetTime.text(date)), in \(left)"
  }
}
