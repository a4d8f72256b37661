import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// This machine's clock against a server's.
struct ClockCheck {
  /// The servers that answered, AWS's own first.
  let probes: [HostProbe]
  let now: Date

  func check(_ finding: inout CheckResult) throws {
    for probe in probes {
      guard case .success(let response) = probe.outcome,
        let theirs = response.fields["Date"].flatMap(InternetTime.date(http:))
      else { continue }
      // The servers' dates have whole seconds, the rest is cut off.
      let offset = theirs.timeIntervalSince(now) + 0.5
      let text = abs(offset) < 2 ? "right" : "\(Int(abs(offset).rounded())) s \(offset > 0 ? "behind" : "ahead of")"
      finding.add("", abs(offset) < 2 ? text : "\(text) the server's", "Date of \(probe.host)")
      if abs(offset) > ClockSkew.threshold {
        throw Diagnostic(
          .invalidConfiguration,
          "this machine's clock is \(text) that of \(probe.host): this program goes by the servers' time, but what others "
            + "sign here may be refused",
          advice: "Set the clock.")
      }
      return
    }
    finding.add("", "not known: no server said its time")
  }
}
