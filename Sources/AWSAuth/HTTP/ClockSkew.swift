import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// By how much the clock here is wrong, as far as servers' answers say.
///
/// Shared by all who talk to servers for one command, so that what one answer says is known to the next request.
package final class ClockSkew: Sendable {
  /// By how much two clocks have to differ, in seconds, before ours is taken to be wrong: AWS accepts up to five
  /// minutes, and the SDKs leave one to the network.
  package static let threshold: Double = 240

  private let known = Locked<Double>(0)

  /// Creates a correction of nothing.
  package init() {}

  /// What has to be added to the time here, in seconds; 0 as long as the clock here is right, or nobody has said.
  package var offset: Double { known.withLock { $0 } }

  /// Takes in the server's time, if the answer says it.
  /// - Parameters:
  ///   - response: An answer that came just now.
  ///   - now: The time by the clock here.
  /// - Returns: The new offset, where it differs from what was known.
  func update(from response: HTTPResponse, at now: Date) -> Double? {
    guard let theirs = response.fields["Date"].flatMap(InternetTime.date(http:)) else { return nil }
    let difference = theirs.timeIntervalSince(now)
    let new = abs(difference) > Self.threshold ? difference : 0
    return known.withLock { known in
      guard abs(new - known) > Self.threshold else { return nil }
      known = new
      return new
    }
  }
}
