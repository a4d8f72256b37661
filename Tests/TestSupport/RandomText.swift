/// Random texts, the same in every run.
package struct RandomText {
  package var generator: SplitMix64

  package init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  package mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

  package mutating func choice(_ list: [String]) -> String { list[number(0..<list.count)] }

  package mutating func blank() -> String { choice(["", "", "", " ", "\n", "\t", "\r\n", "  "]) }

  package mutating func string() -> String {
    let pieces = ["a", "b", ".", "é", "😀", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#, " ", "{", ","]
    return "\"" + (0..<number(0..<6)).map { _ in choice(pieces) }.joined() + "\""
  }

  package mutating func scalar() -> String {
    let literals = ["null", "true", "false", "0", "-0", "1.0", "1e3", "-2.5E-3", "123", "[]", "{}"]
    return number(0..<2) == 0 ? string() : choice(literals)
  }

  package mutating func value(_ depth: Int) -> String {
    let count = number(1..<4)
    switch depth > 0 ? number(0..<3) : 2 {
    case 0: return "[" + (0..<count).map { _ in blank() + value(depth - 1) + blank() }.joined(separator: ",") + "]"
    case 1: return object((0..<count).map { ("\"k\($0)\"", value(depth - 1)) })
    default: return scalar()
    }
  }

  /// An object with white space at random.
  package mutating func object(_ members: [(String, String)]) -> String {
    "{" + members.map { blank() + $0.0 + blank() + ":" + blank() + $0.1 + blank() }.joined(separator: ",") + "}"
  }

  /// The text with one byte of it changed, taken out or doubled.
  package mutating func damaged(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    let index = number(0..<bytes.count)
    switch number(0..<3) {
    case 0: bytes.remove(at: index)
    case 1: bytes.insert(bytes[index], at: index)
    default: bytes[index] = Array("{}[],:\"\\01.eE+-tfn \n\t\u{1}".utf8)[number(0..<22)]
    }
    return bytes
  }
}
