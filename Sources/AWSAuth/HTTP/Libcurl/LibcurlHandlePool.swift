import Basics

/// The handles that no request is using just now, with their connections; the next request takes the one that suits it.
final class LibcurlHandlePool: Sendable {
  private struct State {
    var idle: [LibcurlHandle] = []
    var warming: [Preconnection] = []
  }

  private let state = Locked(State())

  /// A handle for a request; best one with a connection to where it goes, also if that is still being opened.
  /// - Parameters:
  ///   - origin: Where the request goes.
  ///   - timeout: How long the request may take.
  /// - Returns: A handle, the caller's alone until it gives it back.
  /// - Throws: `TransportFailure`: a new one cannot be made.
  func take(for origin: String, timeout: Duration) throws(TransportFailure) -> LibcurlHandle {
    let (connected, warming) = state.withLock { state -> (LibcurlHandle?, Preconnection?) in
      if let index = state.idle.lastIndex(where: { $0.origin == origin }) { return (state.idle.remove(at: index), nil) }
      guard let index = state.warming.firstIndex(where: { $0.origin == origin }) else { return (nil, nil) }
      return (nil, state.warming.remove(at: index))
    }
    if let handle = connected ?? warming?.handle(timeout: timeout) { return handle }
    guard let handle = state.withLock({ $0.idle.popLast() }) else { return try LibcurlHandle(for: origin) }
    handle.origin = origin
    return handle
  }

  /// Keeps a handle for the next request.
  func giveBack(_ handle: LibcurlHandle) {
    state.withLock { $0.idle.append(handle) }
  }

  /// Keeps a connection that is being opened for the request that it is meant for.
  func add(_ warmUp: Preconnection) {
    state.withLock { $0.warming.append(warmUp) }
  }
}
