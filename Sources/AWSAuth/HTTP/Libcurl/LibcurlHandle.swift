import Basics

internal import CLibcurl

/// A handle of libcurl with the connections that it keeps: used by one thread at a time, which its owners see to.
///
/// It is freed by whoever lets go of it last, so that a thread that outlives the transport still has its own.
final class LibcurlHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Where it was sent last, and so has a connection to most likely.
  var origin: String

  /// Opens libcurl, where that was not done before, and makes a handle.
  /// - Parameter origin: Where it will be sent first.
  /// - Throws: `TransportFailure`: there is no libcurl, or no memory.
  init(for origin: String) throws(TransportFailure) {
    if let reason = clibcurl_open() {
      throw TransportFailure(
        .unusable, "libcurl cannot be opened: \(String(cString: reason).printable())",
        remedy: .installLibcurl)
    }
    guard let pointer = clibcurl_easy_new() else {
      throw TransportFailure(.unusable, "libcurl cannot start a transfer: out of memory")
    }
    self.pointer = pointer
    self.origin = origin
  }

  deinit {
    // Without this, libcurl changes what the whole process does with SIGPIPE while it closes the connections.
    clibcurl_set_long(pointer, CLIBCURL_OPT_NOSIGNAL, 1)
    clibcurl_easy_free(pointer)
  }
}
