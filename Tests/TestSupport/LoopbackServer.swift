import AWSAuth
import Basics
import Dispatch

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A server on this machine that answers each request with its path, on connections that stay open.
///
/// Its field `Marked` has combining marks in it.
package final class LoopbackServer: Sendable {
  /// Why there is no server.
  package struct Failure: Error {
    /// The system's number of the error.
    package let code: Int32
  }

  private struct State {
    var connections: [Int32] = []
    var requests = 0
    var waitsFor = 0
  }

  /// Where it listens, on 127.0.0.1.
  package let port: UInt16
  private let listener: Int32
  private let state = Locked(State())

  /// Listens on a free port.
  /// - Throws: `Failure`.
  package init() throws {
    #if canImport(Glibc)
      let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let socket = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(socket, generic, size) == 0 && listen(socket, 64) == 0 ? getsockname(socket, generic, &size) : -1
      }
    }
    guard socket >= 0, result == 0 else { throw Failure(code: errno) }
    listener = socket
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Takes connections until it is stopped.
  package func start() {
    DispatchQueue(label: "server").async { [self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        state.withLock { $0.connections.append(connection) }
        DispatchQueue(label: "connection").async { self.serve(connection) }
      }
      // Here and not in `stop`: another server's listener could have the number by the time that this one asks again.
      close(listener)
    }
  }

  /// How many connections there were.
  package var connectionCount: Int { state.withLock(\.connections.count) }

  /// How many requests there were.
  package var requestCount: Int { state.withLock(\.requests) }

  /// Answers nobody before so many more requests have come.
  package func gather(_ count: Int) { state.withLock { $0.waitsFor = $0.requests + count } }

  /// Takes no more connections, and closes all of them.
  package func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    state.withLock { state in state.connections.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
  }

  private func serve(_ connection: Int32) {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(connection, &chunk, chunk.count), count > 0 {
      received += chunk[..<count]
      guard received.suffix(4) == Array("\r\n\r\n".utf8)[...] else { continue }
      let path = received.split(separator: UInt8(ascii: " "))[1]
      received = []
      state.withLock { $0.requests += 1 }
      for _ in 0..<10_000 where state.withLock({ $0.requests < $0.waitsFor }) { usleep(1000) }
      let head = "HTTP/1.1 200 OK\r\nMarked:\u{301}a \u{301}\u{A0}\t\r\nContent-Length: \(path.count)\r\n\r\n"
      let answer = Array(head.utf8) + path
      guard write(connection, answer, answer.count) == answer.count else { break }
    }
    close(connection)
  }
}
