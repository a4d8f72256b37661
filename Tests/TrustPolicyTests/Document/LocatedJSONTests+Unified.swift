import Basics
import Testing

@testable import TrustPolicy

@Suite struct LocatedJSONTests {
  @Test(
    "A doubled key stands once, with the values of both",
    arguments: [
      (#"{"a": {"b": "1"}, "a": {"c": "2"}}"#, #"{"a": {"b": "1", "c": "2"}}"#),
      (#"{"a": {"b": "1"}, "a": {"b": "2"}}"#, #"{"a": {"b": ["1", "2"]}}"#),
      (#"{"a": "1", "b": 2, "a": ["3"], "a": "4"}"#, #"{"a": ["1", "3", "4"], "b": 2}"#),
      (#"[{"a": true, "a": null}]"#, #"[{"a": [true, null]}]"#),
      // Two cannot be put under one name; of two effects the one that denies is taken.
      (#"{"Sid": "a", "Sid": "b"}"#, #"{"Sid": "b"}"#),
      (#"{"Effect": "DENY", "Effect": "Allow"}"#, #"{"Effect": "DENY"}"#),
      (#"{"Effect": "Allow", "Effect": "Deny"}"#, #"{"Effect": "Deny"}"#),
      // They look the same, and are not.
      ("{\"\u{E9}\": 1, \"e\u{301}\": 1}", "{\"\u{E9}\": 1, \"e\u{301}\": 1}"),
      ("{\"a\": \"\u{E9}\", \"a\": \"e\u{301}\"}", "{\"a\": [\"\u{E9}\", \"e\u{301}\"]}"),
    ])
  func doubledKeys(_ text: String, _ expected: String) throws {
    var reader = PolicyReader(SourceText(Array(text.utf8)))
    #expect(try reader.document().unified.json.line.utf8Equals(expected))
  }
}
