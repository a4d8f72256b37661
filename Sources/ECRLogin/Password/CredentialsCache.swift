import AWSAuth
import Basics

/// The credentials that one process has been given, so that it asks STS once for each endpoint.
///
/// In memory only, and only as long as the process: they never go into a file.
final class CredentialsCache: Sendable {
  /// The credentials of one endpoint; held while they are asked for, so that others wait instead of asking too.
  private final class Slot: Sendable {
    let endpoint: Endpoint
    let credentials = Locked<Credentials?>(nil)

    init(_ endpoint: Endpoint) {
      self.endpoint = endpoint
    }
  }

  /// One for each region that is asked, so there are few.
  private let slots = Locked<[Slot]>([])

  /// What is known of an endpoint's credentials.
  enum Knowledge {
    /// Nobody has wanted them so far; from now on somebody has.
    case nothing
    /// Somebody is to ask for them, or is asking.
    case inFlight
    /// They are there.
    case known
  }

  /// What is known of an endpoint's credentials by now; only the first who wants to know hears `nothing`.
  func knowledge(of endpoint: Endpoint) -> Knowledge {
    slots.withLock { slots in
      guard let slot = slots.first(where: { $0.endpoint == endpoint }) else {
        slots.append(Slot(endpoint))
        return .nothing
      }
      return slot.credentials.withLockIfAvailable { $0 != nil } ?? false ? .known : .inFlight
    }
  }

  /// The credentials that an endpoint has given, or gives now.
  func credentials(of endpoint: Endpoint, request: () throws -> Credentials) throws -> Credentials {
    let slot = slots.withLock { slots in
      if let slot = slots.first(where: { $0.endpoint == endpoint }) { return slot }
      let slot = Slot(endpoint)
      slots.append(slot)
      return slot
    }
    return try slot.credentials.withLock { known in
      if let known { return known }
      let new = try request()
      known = new
      return new
    }
  }
}
