import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@testable import ECRLogin

/// What becomes of a file when a process ends while it writes it in place.
@Suite struct EditJournalTests {
  let temporary: TemporaryDirectory
  static let contents = [
    ("old old old", "new"), ("old", "new new new"), ("{}", "{\"auths\":{}}"), ("", "new"),
    ("{\"a\":1,\"b\":2}", "{\"b\":2}"),
  ]

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private var file: AtomicFile {
    AtomicFile(path: temporary("file"), name: "the file", advice: "Do something.", sizeLimit: 1 << 20)
  }

  /// What is in the file after so many bytes have been written.
  private static func halfWritten(_ old: String, _ new: String, _ count: Int) -> String {
    String(decoding: Array(new.utf8.prefix(count)) + Array(old.utf8.dropFirst(count)), as: UTF8.self)
  }

  @Test("A journal can be read again, and nothing else is taken for one")
  func bytes() {
    let journal = EditJournal(old: Array("12\n".utf8), new: [0, 10, 255])
    #expect(EditJournal(journal.bytes) == journal)
    for text in ["", "3", "x\n", "4\nabc", "-1\nabc", "9223372036854775808\n"] {
      #expect(EditJournal(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test("Whenever it ends, the next edit and the next reading find the old content", arguments: contents)
  func everyMoment(_ old: String, _ new: String) throws {
    let journal = EditJournal(old: Array(old.utf8), new: Array(new.utf8))
    for count in 0...new.utf8.count {
      try TemporaryDirectory.write(Self.halfWritten(old, new, count), to: temporary("file"))
      try TemporaryDirectory.write(
        String(decoding: journal.bytes, as: UTF8.self), to: temporary(AtomicFile.journalName("file")))
      let isWhole = Self.halfWritten(old, new, count) == new
      let content = try file.read().map { String(decoding: $0, as: UTF8.self) }
      #expect(content == (isWhole ? new : old), "\(count)")
      #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
    }
  }

  @Test("What somebody has written since stays")
  func changedSince() throws {
    let journal = EditJournal(old: Array("old old".utf8), new: Array("new new".utf8))
    for text in ["another", "new oldd", "", "new n"] {
      try TemporaryDirectory.write(text, to: temporary("file"))
      try TemporaryDirectory.write(
        String(decoding: journal.bytes, as: UTF8.self), to: temporary(AtomicFile.journalName("file")))
      _ = try file.edit { $0 ?? [] }
      #expect(try file.read() == Array(text.utf8))
      #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
    }
  }
}
