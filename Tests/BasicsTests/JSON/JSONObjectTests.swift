import TestSupport
import Testing

@testable import Basics

@Suite struct JSONObjectTests {
  private static func object(_ text: String) throws -> JSONObject { try JSONObject(Array(text.utf8)[...]) }

  private static let tabs = JSONLayout(
    leadingTrivia: Array("\n\t".utf8), separator: Array(": ".utf8), trailingTrivia: Array("\n".utf8))

  @Test(
    "What was read is what is written",
    arguments: ConfigSample.all.filter { $0.text.trimmingWhitespace().hasPrefix("{") })
  func identity(_ sample: ConfigSample) throws {
    let text = sample.text.trimmingWhitespace()
    let bytes = Array(text.utf8)
    #expect(try JSONObject(bytes[...]).text == bytes)
    // A part of a longer text is read as if it stood alone.
    #expect(try JSONObject((Array("xx".utf8) + bytes)[2...]).text == bytes)
  }

  @Test("Members are found by their keys, the last one first, with escapes replaced")
  func members() throws {
    let object = try Self.object(#"{ "a" : 1 , "\u0061": "x\n", "\ud800": 2, "é":"é", "": null }"#)
    #expect(object.members.map(\.key) == ["a", "a", #"\ud800"#, "é", ""])
    #expect(object["a"].map { String(decoding: $0, as: UTF8.self) } == #""x\n""#)
    #expect(object.string("a") == "x\n")
    #expect(object.string("é") == "é")
    #expect(object.string("") == nil)
    #expect(object.string("missing") == nil)
    #expect(object["missing"] == nil)
    #expect(object.text(at: object.members[0].leadingTrivia).elementsEqual(" ".utf8))
    #expect(object.text(at: object.members[0].separator).elementsEqual(" : ".utf8))
    #expect(object.text(at: object.members[0].trailingTrivia).elementsEqual(" ".utf8))
  }

  struct Setting: Sendable, CustomTestStringConvertible {
    let old: String
    let key: String
    let new: String

    var testDescription: String { "\(old.debugDescription) \(key)" }

    init(_ old: String, _ key: String, _ new: String) {
      self.old = old
      self.key = key
      self.new = new
    }
  }

  static let settings: [Setting] = [
    Setting("{}", "k", "{\n\t\"k\": 7\n}"), Setting("{ \n }", "k", "{\n\t\"k\": 7\n}"),
    Setting(#"{"k":1}"#, "k", #"{"k":7}"#), Setting(#"{ "k" : [1] , "a":2}"#, "k", #"{ "k" : 7 , "a":2}"#),
    Setting(#"{"k":1, "k":2}"#, "k", #"{ "k":7}"#), Setting(#"{"\u006b":1}"#, "k", #"{"\u006b":7}"#),
    Setting(#"{"a":1}"#, "k", #"{"a":1,"k":7}"#), Setting(#"{ "a": 1 }"#, "k", #"{ "a": 1, "k": 7 }"#),
    Setting("{\n  \"a\": 1\n}", "k", "{\n  \"a\": 1,\n  \"k\": 7\n}"),
    Setting("{\"a\": 1,\n \"b\": 2}", "k", "{\"a\": 1,\n \"b\": 2,\n \"k\": 7}"),
    Setting("{\"a\" :1 ,\"b\" :2 }", "k", "{\"a\" :1 ,\"b\" :2 ,\"k\" :7 }"),
    Setting("{\n\"a\":1\n,\"b\":2\n}", "k", "{\n\"a\":1\n,\"b\":2\n,\"k\":7\n}"),
    Setting(#"{"a":1}"#, "q\"/\u{1}", #"{"a":1,"q\"/\u0001":7}"#), Setting(#"{"K":1}"#, "k", #"{"K":1,"k":7}"#),
  ]

  @Test("A value is set in its place, else at the end like its neighbours", arguments: settings)
  func set(_ example: Setting) throws {
    var object = try Self.object(example.old)
    object.set(Array("7".utf8), for: example.key, Self.tabs)
    #expect(String(decoding: object.text, as: UTF8.self) == example.new)
    #expect(object[example.key].map(Array.init) == Array("7".utf8))
  }

  static let removals: [Setting] = [
    Setting("{}", "k", "{}"), Setting("{ }", "k", "{ }"), Setting(#"{"a":1}"#, "k", #"{"a":1}"#),
    Setting(#"{"k":1}"#, "k", "{}"), Setting(#"{ "k":1 }"#, "k", "{}"), Setting(#"{"k":1,"k":2}"#, "k", "{}"),
    Setting(#"{"k":1,"a":2}"#, "k", #"{"a":2}"#), Setting(#"{"a":2,"k":1}"#, "k", #"{"a":2}"#),
    Setting("{\n\t\"a\": 1,\n\t\"k\": 2\n}", "k", "{\n\t\"a\": 1\n}"),
    Setting("{\n\t\"k\": 1,\n\t\"a\": 2\n}", "k", "{\n\t\"a\": 2\n}"),
    Setting(#"{"a":1 , "k":2 , "b":3 }"#, "k", #"{"a":1 , "b":3 }"#),
    Setting(#"{"k":0,"a":1,"k":2,"b":3,"k":4}"#, "k", #"{"a":1,"b":3}"#),
  ]

  @Test("What is taken out takes one comma with it", arguments: removals)
  func remove(_ example: Setting) throws {
    var object = try Self.object(example.old)
    object.remove { $0.key == example.key }
    #expect(String(decoding: object.text, as: UTF8.self) == example.new)
  }

  @Test(
    "What is no object is refused, with the place",
    arguments: [
      ("[]", 0, "\"{\""), ("", 0, "\"{\""), (" {}", 0, "\"{\""), ("{} ", 2, "the end"), ("{", 1, "a key in quotes"),
      ("{\"a\":1", 6, "the end of an array or object"), ("{\"a\":1;}", 6, "\",\" or \"}\""),
      ("{\"a\":1,}", 7, "a key in quotes"), ("{\"a\"}", 4, "\":\""), ("{\"a\":}", 5, "a value"),
      ("{\"a\":[}", 6, "a value"), ("{\"a\":{\"b\"", 9, "\":\""),
    ])
  func refused(_ text: String, _ offset: Int, _ expected: String) {
    #expect(throws: JSONScanner.Failure(offset: offset, expected: expected)) { try Self.object(text) }
  }

  /// Where and why a text that begins with `{` is not JSON, by a reader of it.
  private static func failure(
    of text: [UInt8], _ read: (inout JSONScanner) throws(JSONScanner.Failure) -> Void
  ) -> JSONScanner.Failure? {
    var scanner = JSONScanner(text)
    do throws(JSONScanner.Failure) {
      try read(&scanner)
      return nil
    } catch {
      return error
    }
  }

  @Test("What is no JSON is refused at the same place, in the same words, whoever reads it")
  func agreement() {
    var random = RandomText(seed: 10)
    var refused = 0
    for _ in 0..<2000 {
      let members = [("\"a\"", random.value(3)), (random.string(), random.value(3)), ("\"b\"", random.value(2))]
      let text = random.damaged(random.object(members))
      let expected = Self.failure(of: text) { scanner throws(JSONScanner.Failure) in try scanner.skipValue() }
      guard text.first == UInt8(ascii: "{") else { continue }
      for opened in [[], ["a"], ["a", "b"]] {
        let failure = Self.failure(of: text) { scanner throws(JSONScanner.Failure) in
          _ = try JSONObject(&scanner) { opened.contains($0) }
        }
        #expect(failure == expected, "\(String(decoding: text, as: UTF8.self).debugDescription)")
      }
      if expected != nil { refused += 1 }
    }
    #expect((500..<1900).contains(refused))
  }

  @Test("An object within another is changed in its place, and the rest stays")
  func within() throws {
    let text = #"x{ "a" : { "k":1 } , "b": {"k":2}, "c":{"k":3}  }y"#
    var scanner = JSONScanner(Array(text.utf8), at: 1)
    var object = try JSONObject(&scanner) { $0 == "b" }
    #expect(scanner.position == text.utf8.count - 1)
    var changed: [Int: JSONObject] = [:]
    for member in object.members {
      var inner = try object.object(at: member.value)
      inner.set(Array("7".utf8), for: "l", Self.tabs)
      changed[member.value.lowerBound] = inner
    }
    changed[object.members[0].value.lowerBound]?.remove { $0.key == "k" }
    object.set(Array(#"{"k":4}"#.utf8), for: "d", Self.tabs)
    object.remove { $0.key == "b" }
    #expect(
      String(decoding: object.text, as: UTF8.self) == #"{ "a" : { "k":1 } , "c":{"k":3}, "d":{"k":4}  }"#)
    var result: [UInt8] = []
    object.write(to: &result, changed: changed)
    #expect(String(decoding: result, as: UTF8.self) == #"{ "a" : { "l":7 } , "c":{"k":3,"l":7}, "d":{"k":4}  }"#)
    // What was put in is read like what was there.
    let new = try #require(object.members.last)
    #expect(try object.object(at: new.value).text == Array(#"{"k":4}"#.utf8))
  }

  struct Layout: Sendable, CustomTestStringConvertible {
    let root: String
    let depth: Int
    let leadingTrivia: String
    let separator: String
    let trailingTrivia: String

    var testDescription: String { "\(root.debugDescription) \(depth)" }

    init(_ root: String, _ depth: Int, _ leadingTrivia: String, _ separator: String, _ trailingTrivia: String) {
      self.root = root
      self.depth = depth
      self.leadingTrivia = leadingTrivia
      self.separator = separator
      self.trailingTrivia = trailingTrivia
    }
  }

  static let layouts: [Layout] = [
    // Docker's own where there is nothing to go by.
    Layout("{}", 1, "\n\t", ": ", "\n"), Layout("{ }", 2, "\n\t\t", ": ", "\n\t"),
    Layout("{\n  \"a\": 1\n}", 1, "\n  ", ": ", "\n"), Layout("{\n  \"a\": 1\n}", 3, "\n      ", ": ", "\n    "),
    Layout("{\n    \"a\" : 1\n}", 2, "\n        ", " : ", "\n    "),
    Layout("{\r\n\t\"a\":1\r\n}", 2, "\r\n\t\t", ":", "\r\n\t"), Layout("{\n\n  \"a\":1}", 2, "\n    ", ":", "\n  "),
    Layout("{\n\"a\":1}", 3, "\n", ":", "\n"), Layout(#"{"a":1}"#, 2, "", ":", ""),
    Layout(#"{ "a": 1 }"#, 1, "", ": ", ""),
  ]

  @Test("A layout is that of the outermost object", arguments: layouts)
  func layout(_ example: Layout) throws {
    let layout = JSONLayout(like: try Self.object(example.root), depth: example.depth)
    #expect(layout.leadingTrivia == Array(example.leadingTrivia.utf8))
    #expect(layout.separator == Array(example.separator.utf8))
    #expect(layout.trailingTrivia == Array(example.trailingTrivia.utf8))
  }

  @Test("A text is written with what has to be escaped, and no more")
  func text() {
    for (text, json) in [
      ("", #""""#), ("a/b", #""a/b""#), ("\"\\", #""\"\\""#), ("\n\u{0}\u{1F}", #""\n\u0000\u001f""#), ("é😀", #""é😀""#),
    ] {
      let written = String(decoding: JSONText.string(text), as: UTF8.self)
      #expect(written.lowercased() == json)
    }
    #expect(JSONText.object([], Self.tabs) == Array("{}".utf8))
    let object = JSONText.object([("a", "1"), ("b", "")], Self.tabs)
    #expect(String(decoding: object, as: UTF8.self) == "{\n\t\"a\": \"1\",\n\t\"b\": \"\"\n}")
  }
}
