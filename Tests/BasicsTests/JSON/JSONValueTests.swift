import Testing

@testable import Basics

@Suite struct JSONValueTests {
  private static func read(_ text: String) throws(JSONScanner.Failure) -> JSONValue {
    try JSONValue(parsing: [UInt8](text.utf8))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let value: JSONValue

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ value: JSONValue) {
      self.text = text
      self.value = value
    }
  }

  private static func string(_ text: String, _ value: String) -> Case { Case(text, .string(value)) }

  static let cases: [Case] = [
    Case("null", .null), Case("true", .bool(true)), Case(" false\n", .bool(false)),
    // A number stays as it is written.
    Case("0", .number("0")), Case("-0", .number("-0")), Case("-1.50E+03", .number("-1.50E+03")),
    Case("123456789012345678901234567890", .number("123456789012345678901234567890")),
    Case("1e400", .number("1e400")),
    string(#""""#, ""), string(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), string(#""/""#, "/"),
    string(#""\u0000\u001f\u00e9\u00E9\u2028""#, "\u{0}\u{1F}éé\u{2028}"),
    string(#""\uFFFE\uffff""#, "\u{FFFE}\u{FFFF}"),
    string(#""\\u0041\\""#, #"\u0041\"#), string("\"\u{7F}\u{2028}\u{FEFF}\"", "\u{7F}\u{2028}\u{FEFF}"),
    // Pairs of surrogates, in the first and the last of each half.
    string(#""\uD83D\uDE00""#, "😀"), string(#""\ud800\udc00""#, "\u{10000}"),
    string(#""\udbff\udfff""#, "\u{10FFFF}"), string(#""a\uD83D\uDE00\ud83d\ude00b""#, "a😀😀b"),
    Case("[]", .array([])), Case("[ ]", .array([])), Case("[[]]", .array([.array([])])),
    Case(" [1 ,\"a\"\t, null ] ", .array([.number("1"), .string("a"), .null])),
    Case("{}", .object([])), Case("{ }", .object([])),
    Case(
      #"{ "b" : 1 , "a" : { "" : [ ] } }"#,
      .object([.init("b", .number("1")), .init("a", .object([.init("", .array([]))]))])),
    // All members are kept, and keys are unescaped.
    Case(#"{"a":1,"\u0061":2}"#, .object([.init("a", .number("1")), .init("a", .number("2"))])),
  ]

  @Test("A text is read as what it says", arguments: cases)
  func read(_ example: Case) throws {
    #expect(try Self.read(example.text) == example.value)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let failure: JSONScanner.Failure

    var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }

    init(_ text: String, at offset: Int, _ expected: String) {
      self.init([UInt8](text.utf8), at: offset, expected)
    }

    init(_ bytes: [UInt8], at offset: Int, _ expected: String) {
      self.bytes = bytes
      failure = JSONScanner.Failure(offset: offset, expected: expected)
    }
  }

  private static let whole = "a string of whole characters in UTF-8"

  static let refusals: [Refusal] = [
    // Half of a pair of surrogates alone, or both in the wrong order.
    Refusal(#""\ud800""#, at: 0, whole), Refusal(#""\udc00""#, at: 0, whole), Refusal(#""\ud800x""#, at: 0, whole),
    Refusal(#""\ud800\n""#, at: 0, whole), Refusal(#""\ud800\ud800""#, at: 0, whole),
    Refusal(#""\udc00\ud800""#, at: 0, whole), Refusal(#""\ud83d\u0041""#, at: 0, whole),
    Refusal(#"["a","\ud800"]"#, at: 5, whole), Refusal(#"{"\ud800":1}"#, at: 1, whole),
    // Not UTF-8: cut off, overlong, a surrogate, beyond the last character, a byte that never is.
    Refusal([0x22, 0xC3, 0x22], at: 0, whole), Refusal([0x22, 0xC0, 0x80, 0x22], at: 0, whole),
    Refusal([0x22, 0xED, 0xA0, 0x80, 0x22], at: 0, whole), Refusal([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], at: 0, whole),
    Refusal([0x22, 0x5C, 0x6E, 0xFF, 0x22], at: 0, whole), Refusal([0xFF], at: 0, "a value"),
    // UTF-16.
    Refusal([0x7B, 0x00, 0x7D, 0x00], at: 1, "a key in quotes"),
  ]

  @Test("A text that is not Unicode is refused, with the place", arguments: refusals)
  func refused(_ example: Refusal) {
    #expect(throws: example.failure) { try JSONValue(parsing: example.bytes) }
  }

  @Test("What the scanner refuses is refused in the same place and words", arguments: JSONScannerTests.refused)
  func refusedByScanner(_ example: JSONScannerTests.Refusal) {
    #expect(throws: example.failure) { try Self.read(example.text) }
  }

  @Test("Of several values the first can be read, whatever follows it")
  func beginning() throws {
    #expect(try JSONValue(beginning: Array(" {\"a\":1}\n}".utf8)) == .object([.init("a", .number("1"))]))
    #expect(throws: JSONScanner.Failure(offset: 1, expected: "a value")) { try JSONValue(beginning: [0x20]) }
  }

  private static func nested(_ start: String, _ count: Int, _ end: String) -> String {
    String(repeating: start, count: count) + "1" + String(repeating: end, count: count)
  }

  @Test("What is too deep is an error, and no crash", arguments: [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")])
  func depth(_ start: String, _ end: String) throws {
    let step = start.count { "[{".contains($0) }
    let limit = JSONValue.depthLimit / step
    #expect(JSONValue.depthLimit == 512)
    #expect(throws: Never.self) { try Self.read(Self.nested(start, limit, end)) }
    for count in [limit + 1, 100_000] {
      let failure = JSONScanner.Failure(
        offset: limit * start.utf8.count, expected: "no more than 512 arrays and objects within each other")
      #expect(throws: failure) { try Self.read(Self.nested(start, count, end)) }
      #expect(throws: failure) { try Self.read(String(repeating: start, count: count)) }
    }
    // Only what is open counts.
    #expect(
      try Self.read("[" + Array(repeating: "[]", count: 2000).joined(separator: ",") + "]").elements?.count == 2000)
  }

  @Test("Of a key that is there twice, the last counts")
  func lastKey() throws {
    let value = try Self.read(#"{"a":1,"b":2,"a":"x"}"#)
    #expect(value["a"]?.string == "x")
    #expect(value["b"]?.int == 2)
    #expect(value["c"] == nil)
    #expect(value.members?.map(\.key) == ["a", "b", "a"])
    #expect(try Self.read("[1]")["a"] == nil)
  }

  struct Number: Sendable, CustomTestStringConvertible {
    let text: String
    let int: Int?
    let double: Double?

    var testDescription: String { text }

    init(_ text: String, _ int: Int?, _ double: Double?) {
      self.text = text
      self.int = int
      self.double = double
    }
  }

  static let numbers: [Number] = [
    Number("0", 0, 0), Number("-0", 0, 0), Number("-7", -7, -7), Number("900", 900, 900), Number("9e2", 900, 900),
    Number("1.0", 1, 1), Number("900.5", nil, 900.5), Number("0.1", nil, 0.1), Number("-2.5E-3", nil, -0.0025),
    Number("9223372036854775807", .max, 0x1p63), Number("-9223372036854775808", .min, -0x1p63),
    Number("9223372036854775808", nil, 0x1p63), Number("9007199254740993", 9_007_199_254_740_993, 0x1p53),
    Number("1e99", nil, 1e99), Number("1e400", nil, nil), Number("-1e400", nil, nil), Number("1e-400", 0, 0),
    // Not a number at all.
    Number("\"1\"", nil, nil), Number("true", nil, nil), Number("null", nil, nil), Number("[1]", nil, nil),
  ]

  @Test("A number is read in a type that holds it", arguments: numbers)
  func number(_ example: Number) throws {
    let value = try Self.read(example.text)
    #expect(value.int == example.int)
    #expect(value.double == example.double)
  }

  @Test("A member may be missing or null, but not of another type")
  func optional() throws {
    let value = try Self.read(#"{"a":"x","b":null,"c":1}"#)
    #expect(try value.optional("a", \.string) == "x")
    #expect(try value.optional("b", \.string) == nil)
    #expect(try value.optional("d", \.string) == nil)
    #expect(throws: JSONValue.WrongType(key: "c")) { try value.optional("c", \.string) }
    #expect(throws: JSONValue.WrongType(key: "a")) { try value.optional("a", \.double) }
  }

  @Test("A value is of one type only")
  func types() throws {
    let values: [JSONValue] = [.null, .bool(true), .number("1"), .string("s"), .array([.null]), .object([])]
    #expect(values.map(\.string) == [nil, nil, nil, "s", nil, nil])
    #expect(values.map(\.elements) == [nil, nil, nil, nil, [.null], nil])
    #expect(values.map(\.members) == [nil, nil, nil, nil, nil, []])
  }

  @Test("A value is written on one line, its members in their order, without those that have no value")
  func written() throws {
    let value = JSONValue(members: [
      "b": .string("a/b\"\n"), "none": nil, "a": .array([.null, .bool(true), .bool(false), JSONValue(-1)]),
      "é\u{1}": JSONValue(members: [:]), "n": JSONValue(1.5),
    ])
    let text = #"{"b":"a/b\"\n","a":[null,true,false,-1],"é\u0001":{},"n":1.5}"#
    #expect(String(decoding: value.text, as: UTF8.self) == text)
    #expect(try JSONValue(parsing: value.text) == value)
    #expect(JSONValue.array([]).text == Array("[]".utf8))
  }

  @Test(
    "A number is written so that it is read as the same",
    arguments: [
      0, -1, 1_600_000_000, 1_790_283_445.123, 0.1, 1e16, 1e300, -1e-300, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 0x1p63, -0x1p63,
    ])
  func numbersAgain(_ number: Double) throws {
    let value = try #require(JSONValue(number))
    #expect(try JSONValue(parsing: value.text).double == number)
  }

  @Test("What JSON has no number for is none", arguments: [Double.infinity, -.infinity, .nan])
  func noNumber(_ number: Double) {
    #expect(JSONValue(number) == nil)
  }

  @Test("A whole number is written without a fraction")
  func wholeNumber() {
    #expect(JSONValue(1_600_000_000.0) == .number("1600000000"))
    #expect(JSONValue(-0.0) == .number("0"))
  }
}
