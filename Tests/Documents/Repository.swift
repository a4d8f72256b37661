import Foundation

/// The project that the tests belong to.
enum Repository {
  /// A file of it.
  static func file(_ path: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: path)
  }
}
