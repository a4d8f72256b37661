/// What a file had and what it is to have, kept until it has it.
///
/// For a file that cannot be replaced: one that is mounted by itself, or in a directory that cannot be written. While it
/// is written in place, there are moments in which it is neither the old one nor the new one.
struct EditJournal: Hashable {
  var old: [UInt8]
  var new: [UInt8]

  init(old: [UInt8], new: [UInt8]) {
    self.old = old
    self.new = new
  }

  /// Reads what `bytes` has written; `nil` where it is not that.
  init?(_ bytes: [UInt8]) {
    guard let lineFeed = bytes.firstIndex(of: 0x0A),
      let length = Int(String(decoding: bytes[..<lineFeed], as: UTF8.self)),
      case let rest = bytes[(lineFeed + 1)...], length >= 0, length <= rest.count
    else { return nil }
    old = Array(rest.prefix(length))
    new = Array(rest.dropFirst(length))
  }

  /// The old content's length on a line of its own, then both.
  var bytes: [UInt8] { Array("\(old.count)\n".utf8) + old + new }

  /// Whether a content is what is there in the middle of writing: the beginning of the new one, then the old one.
  func isHalfWritten(_ content: [UInt8]) -> Bool {
    guard content != old, content != new else { return false }
    let written = zip(content, new).prefix { $0 == $1 }.count
    return content[written...].elementsEqual(old.dropFirst(written)) && content.count >= min(old.count, new.count)
  }
}
