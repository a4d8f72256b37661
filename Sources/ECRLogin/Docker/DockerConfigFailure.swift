/// Why Docker's config.json cannot be edited.
enum DockerConfigFailure: Error, Hashable {
  /// It begins with a byte order mark, which Docker does not take.
  case byteOrderMark
  case notUTF8
  /// What is wrong, and the line and column where, in bytes, counted from 1.
  case notJSON(expected: String, line: Int, column: Int)
  /// It is JSON, but not an object.
  case notAnObject
  /// The value of that key is there, but not of the type that Docker has for it.
  case wrongType(key: String)
}
