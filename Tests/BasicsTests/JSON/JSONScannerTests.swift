import TestSupport
import Testing

@testable import Basics

/// The cases that follow from RFC 8259, by its sections.
@Suite struct JSONScannerTests {
  /// The failure of a text that has to be one value; `nil` where it is.
  static func failure(of bytes: [UInt8]) -> JSONScanner.Failure? {
    var scanner = JSONScanner(bytes)
    do throws(JSONScanner.Failure) {
      scanner.skipWhitespace()
      let start = scanner.position
      let range = try scanner.skipValue()
      #expect(range == start..<scanner.position)
      scanner.skipWhitespace()
      guard scanner.position == bytes.count else { throw scanner.failure("the end") }
      return nil
    } catch {
      return error
    }
  }

  static let accepted: [String] = [
    // 2: any value may stand alone, with white space around it and around every structural character.
    "null", "true", "false", "0", #""""#, #""a""#, "[]", "{}", " \t\r\n[] \t\r\n", "\n1", "1\n", " {} ",
    "[ ]", "{ }", "[\n]", "{\r\n\t }", "[1,2]", "[1 ,2]", "[1, 2]", " [ 1 , 2 ] ", #"{"a":1}"#, #"{ "a" : 1 }"#,
    "{\"a\"\n:\t1\r,\n\"b\" :2}", "[null,true,false]", "[ null , 1 , \"a\" ]",
    // 4: objects; keys may be empty, repeated, and of any length.
    #"{"":0}"#, #"{"a":1,"a":2}"#, #"{"a":1,"a":1}"#, #"{"a":{"b":{"c":[]}}}"#, #"{"\u0061":1}"#, #"{"\"":1}"#,
    #"{"a\nb":null}"#, #"{"a":[],"b":{}}"#, "{\"\(String(repeating: "k", count: 5000))\":0}",
    // 5: arrays of anything.
    "[[]]", "[[],[]]", "[{}]", #"[{},[],"",0,null]"#, "[[[[[[1]]]]]]", #"[1,"a",{"b":[2]}]"#,
    // 6: numbers, of any size.
    "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "1.0", "-0.0", "0.5", "1.50", "-1.25", "1e1", "1E1",
    "1e+1", "1e-1", "1E+01", "1E-00", "0e0", "0E+9", "1.5e10", "-1.5E-10", "1e400", "-1e-400", "0.1e1", "[0]", "[-0]",
    "[1e1]", "9007199254740993", "0.30000000000000000000000000000000000001",
    // 7: strings, with every escape, and everything that needs none.
    #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9""#, #""\u00E9""#, #""\uD83D\uDE00""#, #""\ud800""#, #""\uDC00""#,
    #""\uDC00\uD800""#, #""\uD800x""#, #""\uFFFE""#, #""/""#, #""'""#, "\"\u{7F}\"", "\"é\"", "\"\u{2028}\"",
    "\"\u{FEFF}\"", "\"\u{10FFFF}\"", "\"😀\"", #"" ""#, #""\\""#, #""\\\"""#, #""\\u0000""#, #"[""]"#, #""a\u0020b""#,
    #""{}[],:""#,
  ]

  @Test("What the grammar has is a value", arguments: accepted)
  func accept(_ text: String) {
    #expect(Self.failure(of: [UInt8](text.utf8)) == nil)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let failure: JSONScanner.Failure

    var testDescription: String { text.debugDescription }

    init(_ text: String, at offset: Int, _ expected: String) {
      self.text = text
      failure = JSONScanner.Failure(offset: offset, expected: expected)
    }
  }

  static let refused: [Refusal] = [
    // 2: there has to be a value, and only one.
    Refusal("", at: 0, "a value"), Refusal("  \n", at: 3, "a value"), Refusal("1 2", at: 2, "the end"),
    Refusal("{}{}", at: 2, "the end"), Refusal("[]]", at: 2, "the end"), Refusal("{}}", at: 2, "the end"),
    Refusal("null,", at: 4, "the end"), Refusal("\"a\" x", at: 4, "the end"), Refusal("[1]//", at: 3, "the end"),
    Refusal("{}#", at: 2, "the end"), Refusal("1\u{0}", at: 1, "the end"),
    // Only four characters are white space.
    Refusal("\u{0C}1", at: 0, "a value"), Refusal("\u{0B}1", at: 0, "a value"), Refusal("\u{A0}1", at: 0, "a value"),
    Refusal("\u{2028}1", at: 0, "a value"), Refusal("\u{FEFF}1", at: 0, "a value"),
    Refusal("[\u{A0}]", at: 1, "a value"),
    Refusal("[1\u{A0}]", at: 2, "\",\" or \"]\""), Refusal("1\u{0C}", at: 1, "the end"),
    // 3: the literals, in lower case, whole.
    Refusal("nul", at: 0, "a value"), Refusal("tru", at: 0, "a value"), Refusal("fals", at: 0, "a value"),
    Refusal("nulll", at: 4, "the end"), Refusal("True", at: 0, "a value"), Refusal("NULL", at: 0, "a value"),
    Refusal("FALSE", at: 0, "a value"), Refusal("[nul]", at: 1, "a value"), Refusal("truefalse", at: 4, "the end"),
    Refusal("undefined", at: 0, "a value"), Refusal("NaN", at: 0, "a value"), Refusal("Infinity", at: 0, "a value"),
    Refusal("a", at: 0, "a value"), Refusal("é", at: 0, "a value"), Refusal("'a'", at: 0, "a value"),
    Refusal("*", at: 0, "a value"), Refusal("\u{0}", at: 0, "a value"),
    // 4: objects.
    Refusal("{", at: 1, "a key in quotes"), Refusal("{ ", at: 2, "a key in quotes"),
    Refusal("{\"a\"", at: 4, "\":\""), Refusal("{\"a\":", at: 5, "a value"), Refusal("{\"a\" 1}", at: 5, "\":\""),
    Refusal("{\"a\",1}", at: 4, "\":\""), Refusal("{\"a\":1", at: 6, "the end of an array or object"),
    Refusal("{\"a\":1,", at: 7, "a key in quotes"), Refusal("{\"a\":1,}", at: 7, "a key in quotes"),
    Refusal("{,}", at: 1, "a key in quotes"), Refusal("{,\"a\":1}", at: 1, "a key in quotes"),
    Refusal("{\"a\":1 \"b\":2}", at: 7, "\",\" or \"}\""), Refusal("{\"a\":1,,\"b\":2}", at: 7, "a key in quotes"),
    Refusal("{\"a\":1]", at: 6, "\",\" or \"}\""), Refusal("{a:1}", at: 1, "a key in quotes"),
    Refusal("{'a':1}", at: 1, "a key in quotes"), Refusal("{1:1}", at: 1, "a key in quotes"),
    Refusal("{null:1}", at: 1, "a key in quotes"), Refusal("{[]:1}", at: 1, "a key in quotes"),
    Refusal("{\"a\"::1}", at: 5, "a value"), Refusal("{\"a\":}", at: 5, "a value"), Refusal("{\"a\"}", at: 4, "\":\""),
    Refusal("{:1}", at: 1, "a key in quotes"), Refusal("{\"a\":1/**/}", at: 6, "\",\" or \"}\""),
    Refusal("{/**/}", at: 1, "a key in quotes"), Refusal("{//\n}", at: 1, "a key in quotes"),
    Refusal("{\"a\"=1}", at: 4, "\":\""), Refusal("{...}", at: 1, "a key in quotes"),
    // 5: arrays.
    Refusal("[", at: 1, "a value"), Refusal("[ ", at: 2, "a value"),
    Refusal("[1", at: 2, "the end of an array or object"),
    Refusal("[1 ", at: 3, "the end of an array or object"), Refusal("[1,", at: 3, "a value"),
    Refusal("[1,]", at: 3, "a value"), Refusal("[,]", at: 1, "a value"), Refusal("[,1]", at: 1, "a value"),
    Refusal("[1,,2]", at: 3, "a value"), Refusal("[1 2]", at: 3, "\",\" or \"]\""),
    Refusal("[1}", at: 2, "\",\" or \"]\""),
    Refusal("[1:2]", at: 2, "\",\" or \"]\""), Refusal("[\"a\":1]", at: 4, "\",\" or \"]\""),
    Refusal("]", at: 0, "a value"),
    Refusal("}", at: 0, "a value"), Refusal("[}", at: 1, "a value"), Refusal("{]", at: 1, "a key in quotes"),
    Refusal("[[1]", at: 4, "the end of an array or object"), Refusal("[(1)]", at: 1, "a value"),
    Refusal("[1;2]", at: 2, "\",\" or \"]\""), Refusal("[/**/1]", at: 1, "a value"),
    // 6: numbers.
    Refusal("-", at: 1, "a digit"), Refusal("-a", at: 1, "a digit"), Refusal("--1", at: 1, "a digit"),
    Refusal("-é", at: 1, "a digit"), Refusal("+1", at: 0, "a value"), Refusal("01", at: 1, "the end"),
    Refusal("-01", at: 2, "the end"), Refusal("00", at: 1, "the end"), Refusal("[012]", at: 2, "\",\" or \"]\""),
    Refusal(".5", at: 0, "a value"), Refusal("-.5", at: 1, "a digit"), Refusal("1.", at: 2, "a digit"),
    Refusal("1.e1", at: 2, "a digit"), Refusal("1..2", at: 2, "a digit"), Refusal("1.5.5", at: 3, "the end"),
    Refusal("1e", at: 2, "a digit"), Refusal("1e+", at: 3, "a digit"), Refusal("1E-", at: 3, "a digit"),
    Refusal("1e1.5", at: 3, "the end"), Refusal("1e+-1", at: 3, "a digit"), Refusal("1ee1", at: 2, "a digit"),
    Refusal("0x1F", at: 1, "the end"), Refusal("1_000", at: 1, "the end"), Refusal("1 000", at: 2, "the end"),
    Refusal("1f", at: 1, "the end"), Refusal("-Infinity", at: 1, "a digit"), Refusal("-NaN", at: 1, "a digit"),
    Refusal("\u{FF11}", at: 0, "a value"), Refusal("1\u{0661}", at: 1, "the end"), Refusal("0e", at: 2, "a digit"),
    Refusal("[-]", at: 2, "a digit"), Refusal("- 1", at: 1, "a digit"),
    // 7: strings.
    Refusal("\"", at: 1, "the end of a string"), Refusal("\"a", at: 2, "the end of a string"),
    Refusal("[\"a]", at: 4, "the end of a string"), Refusal("{\"a}", at: 4, "the end of a string"),
    Refusal("\"\\\"", at: 3, "the end of a string"), Refusal("\"\\", at: 2, "the rest of an escape"),
    Refusal("\"\\x41\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\a\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\'\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\U0041\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\\n\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\é\"", at: 2, "one of \"\\/bfnrtu after a backslash"),
    Refusal("\"\\u\"", at: 3, "a hexadecimal digit"), Refusal("\"\\u123\"", at: 6, "a hexadecimal digit"),
    Refusal("\"\\u12", at: 5, "a hexadecimal digit"), Refusal("\"\\u00G0\"", at: 5, "a hexadecimal digit"),
    Refusal("\"\\u{41}\"", at: 3, "a hexadecimal digit"), Refusal("\"\\u+041\"", at: 3, "a hexadecimal digit"),
    Refusal("\"\\u@041\"", at: 3, "a hexadecimal digit"), Refusal("\"\\u`041\"", at: 3, "a hexadecimal digit"),
    Refusal("\"\\u 041\"", at: 3, "a hexadecimal digit"), Refusal("\"\\u00:0\"", at: 5, "a hexadecimal digit"),
    Refusal("\"a\nb\"", at: 2, "an escape in place of a control character"),
    Refusal("\"\t\"", at: 1, "an escape in place of a control character"),
    Refusal("\"\u{0}\"", at: 1, "an escape in place of a control character"),
    Refusal("\"\u{1F}\"", at: 1, "an escape in place of a control character"),
    Refusal("{\"a\rb\":1}", at: 3, "an escape in place of a control character"),
  ]

  @Test("What the grammar does not have is refused where it begins to be wrong", arguments: refused)
  func refuse(_ example: Refusal) {
    #expect(Self.failure(of: [UInt8](example.text.utf8)) == example.failure)
  }

  @Test("Every control character has to be escaped, and nothing else has", arguments: UInt8(0)...0xFF)
  func characters(_ byte: UInt8) {
    let failure = Self.failure(of: [0x22, byte, 0x22])
    switch byte {
    case 0..<0x20:
      #expect(failure == JSONScanner.Failure(offset: 1, expected: "an escape in place of a control character"))
    case 0x22: #expect(failure == JSONScanner.Failure(offset: 2, expected: "the end"))
    case 0x5C: #expect(failure == JSONScanner.Failure(offset: 3, expected: "the end of a string"))
    default: #expect(failure == nil)
    }
  }

  @Test("Nine characters can follow a backslash", arguments: UInt8(0)...0xFF)
  func escapes(_ byte: UInt8) {
    let isEscape = [UInt8](#""\/bfnrt"#.utf8).contains(byte)
    let text = [0x22, 0x5C, byte] + (byte == UInt8(ascii: "u") ? Array("00aF".utf8) : []) + [0x22]
    #expect((Self.failure(of: text) == nil) == (isEscape || byte == UInt8(ascii: "u")))
  }

  static let sample = #" {"a\n\u00e9": [1, -2.5e+10, true, {"b": null}, "x", [], {}], "c": false} "#

  @Test("A text that ends early is refused at its end, or where the cut word begins", arguments: 0..<sample.utf8.count)
  func truncated(_ length: Int) throws {
    let bytes = Array(Self.sample.utf8.prefix(length))
    guard length < Self.sample.utf8.count - 1 else {
      #expect(Self.failure(of: bytes) == nil)
      return
    }
    let failure = try #require(Self.failure(of: bytes))
    let words = ["t", "tr", "tru", "f", "fa", "fal", "fals", "n", "nu", "nul"]
    let cut = words.last { String(decoding: bytes, as: UTF8.self).hasSuffix(" \($0)") }?.utf8.count ?? 0
    #expect(failure.offset == length - cut)
  }

  @Test("Depth needs no stack", arguments: [("[", "]"), ("{\"a\":", "}")])
  func deep(_ opening: String, _ closing: String) {
    let depth = 100_000
    let openings = String(repeating: opening, count: depth)
    let closings = String(repeating: closing, count: depth)
    #expect(Self.failure(of: Array((openings + "1" + closings).utf8)) == nil)
    let short = Array((openings + "1" + closings.dropLast()).utf8)
    #expect(
      Self.failure(of: short) == JSONScanner.Failure(offset: short.count, expected: "the end of an array or object"))
    #expect(Self.failure(of: Array(openings.utf8))?.offset == openings.utf8.count)
  }

  @Test("A value ends where it ends, whatever follows")
  func range() throws {
    var scanner = JSONScanner(Array(#"x{"a": [1]}, 2"#.utf8), at: 1)
    #expect(try scanner.skipValue() == 1..<11)
    try scanner.expect(UInt8(ascii: ","))
    #expect(throws: JSONScanner.Failure(offset: 12, expected: "\",\"")) { try scanner.expect(UInt8(ascii: ",")) }
    var text = JSONScanner(Array(#""a\"b" "#.utf8))
    #expect(try text.skipString() == 0..<6)
  }
}
