import AWSAuth
import Basics

/// Lines that were logged.
package final class RecordedLines: Sendable {
  private let lines = Locked<[String]>([])

  /// Creates an empty log.
  package init() {}

  /// Every line, in order.
  package var all: [String] { lines.withLock { $0 } }

  /// Logs a line.
  package func append(_ line: String) {
    lines.withLock { $0.append(line) }
  }
}
