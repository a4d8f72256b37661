import Basics
import Testing

@testable import TrustPolicy

@Suite struct JSONValueOfPolicyTests {
  @Test(
    "A doubled key stands once in what is written, with the values of both",
    arguments: [
      (#"{"a": {"b": "1"}, "a": {"c": "2"}}"#, #"{"a": {"b": "1", "c": "2"}}"#),
      (#"{"a": {"b": "1"}, "a": {"b": "2"}}"#, #"{"a": {"b": ["1", "2"]}}"#),
      (#"{"a": "1", "b": 2, "a": ["3"], "a": "4"}"#, #"{"a": ["1", "3", "4"], "b": 2}"#),
      (#"{"a": ["1"], "a": ["1"]}"#, #"{"a": ["1", "1"]}"#),
      (#"{"a": true, "a": true}"#, #"{"a": true}"#),
      // They look the same, and are not.
      ("{\"\u{E9}\": 1, \"e\u{301}\": 1}", "{\"\u{E9}\": 1, \"e\u{301}\": 1}"),
      ("{\"a\": \"\u{E9}\", \"a\": \"e\u{301}\"}", "{\"a\": [\"\u{E9}\", \"e\u{301}\"]}"),
    ])
  func doubledKeys(_ text: String, _ expected: String) throws {
    var reader = PolicyReader(SourceText(Array(text.utf8)))
    #expect(JSONValue(try reader.document()).line.utf8Equals(expected))
  }
}
