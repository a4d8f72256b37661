import Basics
import Testing

@testable import TrustPolicy

@Suite struct PolicyReaderTests {
  /// `line:column: problem` of every finding, and the value that was read.
  private static func read(_ text: String) -> (findings: [String], value: String?) {
    read([UInt8](text.utf8))
  }

  private static func read(_ bytes: [UInt8]) -> (findings: [String], value: String?) {
    let source = SourceText(bytes)
    var reader = PolicyReader(source)
    func show(_ findings: [PolicyFinding]) -> [String] {
      findings.map {
        let place = source.position(of: $0.offset)
        return "\(place.line):\(place.column): \($0.problem)"
      }
    }
    do throws(PolicyReader.Failure) {
      let node = try reader.document()
      return (show(reader.findings), node.json.line)
    } catch {
      return (show(reader.findings + [error.finding]), nil)
    }
  }

  @Test(
    "JSON is read as it is",
    arguments: [
      (
        #"{"a": [1, -2.5e3, true, false, null, "x"], "b": {}}"#, #"{"a": [1, -2.5e3, true, false, null, "x"], "b": {}}"#
      ),
      (#""\u00e9\n\"\\\/\ud83d\ude00\ud83d""#, "\"\u{E9}\\n\\\"\\\\/\u{1F600}\u{FFFD}\""),
      ("\u{FEFF}{}", "{}"), (" [ ] ", "[]"), (#"["it's “here”"]"#, #"["it's “here”"]"#),
    ])
  func good(_ text: String, _ value: String) {
    let (findings, read) = Self.read(text)
    #expect(findings == [])
    #expect(read == value)
  }

  @Test(
    "Mistakes are named and passed over",
    arguments: [
      ("{\"a\": 1,\n}", ["1:8: a comma before \"}\""], #"{"a": 1}"#),
      ("[1, 2 , ]", ["1:7: a comma before \"]\""], "[1, 2]"),
      ("{\"a\": 1\n \"b\": 2}", ["1:8: a comma is missing"], #"{"a": 1, "b": 2}"#),
      ("[{} {}]", ["1:4: a comma is missing"], "[{}, {}]"),
      ("[,1,,2]", ["1:2: a comma too many", "1:5: a comma too many"], "[1, 2]"),
      ("{\"a\":1,,}", ["1:8: a comma too many", "1:7: a comma before \"}\""], #"{"a": 1}"#),
      ("// x\r\n{\r\n/* y\n*/ \"a\": 1 # z\n}", ["1:1: a comment", "3:1: a comment", "4:11: a comment"], #"{"a": 1}"#),
      (
        "{“a”: “é “b””, 'c': 'd', „e“: 1}",
        [
          "1:2: curly quotes around \"a\"", "1:7: curly quotes around \"é “b”\"", "1:16: single quotes around \"c\"",
          "1:21: single quotes around \"d\"", "1:26: curly quotes around \"e\"",
        ], #"{"a": "é “b”", "c": "d", "e": 1}"#
      ),
      ("{\"a”: «b»}", ["1:2: curly quotes around \"a\"", "1:7: curly quotes around \"b\""], #"{"a": "b"}"#),
      ("{\u{A0}\u{A0}\"a\": 1}", ["1:2: a no-break space between the values"], #"{"a": 1}"#),
      (#"{"a": 1, "a": 2}"#, ["1:10: \"a\" stands twice in the same object"], #"{"a": 1, "a": 2}"#),
    ] as [(String, [String], String)])
  func recovered(_ text: String, _ findings: [String], _ value: String) {
    let (found, read) = Self.read(text)
    #expect(found == findings)
    #expect(read == value)
  }

  @Test(
    "What cannot be read ends it, with its place",
    arguments: [
      ("", "1:1: there is no policy: the text is empty"), (" \n", "2:1: there is no policy: the text is empty"),
      ("{} {}", "1:4: there is more behind the end of the policy"),
      ("{\"a\" 1}", "1:6: \":\" has to stand here"), ("{\"a\": }", "1:7: a value has to stand here"),
      ("{\"a\": 1", "1:8: \",\" or \"}\" has to stand here"), ("[1, 2", "1:6: \",\" or \"]\" has to stand here"),
      ("{1: 2}", "1:2: a key in quotes has to stand here"),
      ("\"a", "1:3: the end of a string has to stand here"),
      ("“a", "1:3: the end of a string is missing"), ("'a\n'", "1:3: the end of a string is missing"),
      ("[\"é\\x\"]", "1:5: one of \"\\/bfnrtu after a backslash has to stand here"),
      ("[\"a\nb\"]", "1:4: an escape in place of a control character has to stand here"),
      ("[TRUE]", "1:2: a value has to stand here"), ("/* x", "1:5: there is no policy: the text is empty"),
    ])
  func unreadable(_ text: String, _ failure: String) {
    let (found, value) = Self.read(text)
    #expect(found.last == failure)
    #expect(value == nil)
  }

  @Test("Hostile texts end soon")
  func hostile() {
    for bracket in ["[", "{\"a\":"] {
      let (found, value) = Self.read(String(repeating: bracket, count: 100_000))
      #expect(found.last?.hasSuffix("values are nested deeper than 64 levels") == true)
      #expect(value == nil)
    }
    let (found, _) = Self.read("[" + String(repeating: "[1,],", count: 100_000) + "1]")
    #expect(found.count == PolicyReader.findingLimit + 1)
    #expect(found.last?.hasSuffix("there are more than 100 mistakes") == true)
  }

  @Test("Lines end as files end them, columns count characters")
  func positions() {
    let text = SourceText([UInt8]("a\r\né\u{1F600}b\rc\n\nd".utf8))
    let places = Array("a\r\né\u{1F600}b\rc\n\nd".utf8).indices.map { text.position(of: $0) }
    #expect(places.first == SourcePosition(line: 1, column: 1))
    #expect(text.position(of: 3) == SourcePosition(line: 2, column: 1))
    #expect(text.position(of: 9) == SourcePosition(line: 2, column: 3))
    #expect(text.position(of: 11) == SourcePosition(line: 3, column: 1))
    #expect(text.position(of: 14) == SourcePosition(line: 5, column: 1))
    #expect(text.position(of: 99) == SourcePosition(line: 5, column: 2))
  }

  @Test("Texts that are not UTF-8 are refused with the place")
  func encodings() {
    for (bytes, place, problem) in [
      ([0x7B, 0x0A, 0x22, 0xE9, 0x22, 0x7D], 3, "the text is not UTF-8 here"),
      ([0xFF, 0xFE, 0x7B, 0x00], 0, "the text is UTF-16"), ([0x7B, 0xC3], 1, "the text is not UTF-8 here"),
    ] as [([UInt8], Int, String)] {
      #expect {
        _ = try PolicyFile(bytes)
      } throws: { error in
        let finding = (error as? PolicyFile.Unreadable)?.findings.last
        return finding?.offset == place && finding?.problem == problem
      }
    }
  }
}
