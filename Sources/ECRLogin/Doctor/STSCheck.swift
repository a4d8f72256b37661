import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// AWS STS: whether the role can be assumed.
struct STSCheck {
  let session: AWSSession
  let api: ECRAPI
  let now: Date

  func check(_ finding: inout DoctorFinding) throws {
    guard let role = session.identity.role else {
      finding.add("", "not asked: the access key is used as it is")
      return
    }
    let credentials: Credentials
    do {
      credentials = try session.credentials(in: api.region, api.variant)
    } catch let failure as AuthenticationFailure {
      guard failure.code == "AccessDenied", session.identity.audience != nil else { throw failure }
      finding.fail(failure.problem, advice: failure.advice, commands: Self.commands(role))
      throw DoctorWalk.Broken()
    }
    finding.add("assumed", credentials.assumedRoleARN ?? role.description)
    if let expiration = credentials.expiration {
      finding.add("expires", TimeLeft.text(until: expiration, from: now))
    }
  }

  /// What shows why AWS refused the role, which AWS does not say.
  private static func commands(_ role: RoleARN) -> [String] {
    let name = role.description.split(separator: "/").last ?? ""
    return [
      "aws iam get-role --role-name \(name) > FILE", "\(Program.name) trust-policy explain FILE",
    ]
  }
}
