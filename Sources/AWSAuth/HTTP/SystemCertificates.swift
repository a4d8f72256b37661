/// In which form the system's certificates are read: the fast one first, if there is one.
///
/// OpenSSL reads a whole bundle for each connection, which takes longer than everything else; in a directory whose
/// files are named by their hashes it opens only the one that it needs. What is in the bundle is not always in the
/// directory: people mount their own bundle over the system's, or write to its end. So where the directory does not
/// do, libcurl's defaults have the last word, and it is their failure that is reported.
final class SystemCertificates: Sendable {
  private enum State {
    case unknown
    case directory(String)
    case defaults
  }

  private let state = Guarded(State.unknown)
  private let find: @Sendable () -> String?

  /// Nothing is looked for yet.
  /// - Parameter find: Finds the directory; called once at the most.
  init(find: @escaping @Sendable () -> String?) {
    self.find = find
  }

  /// The directory to trust instead of libcurl's defaults.
  var directory: String? {
    state.withLock { state in
      if case .unknown = state { state = find().map { .directory($0) } ?? .defaults }
      if case .directory(let path) = state { return path }
      return nil
    }
  }

  /// From now on libcurl's defaults are used: the directory did not do.
  func useDefaults() {
    state.withLock { $0 = .defaults }
  }
}
