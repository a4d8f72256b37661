import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// AWS STS: whether the role can be assumed.
struct STSCheck {
  let session: AWSSession
  let api: TokenScope
  let now: Date

  func check(_ finding: inout CheckResult) throws {
    guard let role = session.identity.role else {
      finding.add("", "not asked: the access key is used as it is")
      return
    }
    let credentials = try session.credentials(in: api.region, api.variant)
    finding.add("assumed", credentials.assumedRoleARN ?? role.description)
    if let expiration = credentials.expiration {
      finding.add("expires", TimeLeft.text(until: expiration, from: now))
    }
  }
}
