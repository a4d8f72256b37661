@testable import AWSAuth
@testable import Basics
@testable import ECRLogin

extension FuzzTarget {
  /// JSON texts: an object is kept byte for byte, and an edit leaves the other members as they are.
  static let json = FuzzTarget(name: "json") { bytes in
    checkValue(bytes)
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    checkRefusals(scanner)
    guard let range = try? scanner.skipValue() else { return }
    check(range.upperBound <= bytes.count && !range.isEmpty, "a value at \(range)")
    guard var object = try? JSONObject(bytes[range]) else { return }
    check(object.text == Array(bytes[range]), "an object that nobody changed is another text")
    guard String(validating: bytes[range], as: UTF8.self) != nil else { return }
    let old = members(object, without: "k")
    for member in object.members { check(object[member.key] != nil, "a key that cannot be found") }
    let layout = JSONLayout(like: object, depth: 1)
    object.set(JSONText.string("a\"\u{1}/\u{1F600}"), for: "k", layout)
    let new = try? JSONObject(object.text[...])
    check(new?.string("k") == "a\"\u{1}/\u{1F600}", "what was set cannot be read")
    check(members(new, without: "k") == old, "setting changes other members")
    object.remove { $0.key == "k" }
    let less = try? JSONObject(object.text[...])
    check(less != nil && less?["k"] == nil, "what was taken out is there")
    check(members(less, without: "k") == old, "taking out changes other members")
  }

  /// An object that is read for its members, at two depths, is refused where and as one is that is passed over.
  private static func checkRefusals(_ scanner: JSONScanner) {
    guard scanner.next == UInt8(ascii: "{") else { return }
    func end(_ read: (inout JSONScanner) throws(JSONScanner.Failure) -> Void) -> Result<Int, JSONScanner.Failure> {
      var scanner = scanner
      do throws(JSONScanner.Failure) {
        try read(&scanner)
        return .success(scanner.position)
      } catch {
        return .failure(error)
      }
    }
    let passed = end { scanner throws(JSONScanner.Failure) in try scanner.skipValue() }
    for isOpened in [false, true] {
      let read = end { scanner throws(JSONScanner.Failure) in _ = try JSONObject(&scanner) { _ in isOpened } }
      check(read == passed, "an object is \(read) or \(passed)")
    }
  }

  /// The values in a text: what is written of them is read as the same, and what is not read is not JSON, or too deep.
  private static func checkValue(_ bytes: [UInt8]) {
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    let isJSON = (try? scanner.skipValue()) != nil
    scanner.skipWhitespace()
    let isWhole = isJSON && scanner.position == bytes.count
    do throws(JSONScanner.Failure) {
      let value = try JSONValue(parsing: bytes)
      check(isWhole, "read, though it is not JSON")
      check((try? JSONValue(parsing: value.text)) == value, "read differently the second time")
      check(depth(value) <= JSONValue.depthLimit, "a depth of \(depth(value))")
    } catch {
      check((0...bytes.count).contains(error.offset), "something wrong at \(error.offset)")
      checkShown(error.expected)
      let reasons = [
        "a string of whole characters in UTF-8",
        "no more than \(JSONValue.depthLimit) arrays and objects within each other",
      ]
      check(!isWhole || reasons.contains(error.expected), "not read, though it is JSON: \(error.expected)")
    }
  }

  private static func depth(_ value: JSONValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let members): 1 + (members.map { depth($0.value) }.max() ?? 0)
    default: 0
    }
  }

  /// The members but for those of a key, as they stand.
  private static func members(_ object: JSONObject?, without key: String) -> [[ArraySlice<UInt8>]]? {
    object.map { object in
      object.members.filter { $0.key != key }.map { [object.text(at: $0.keyText), object.text(at: $0.value)] }
    }
  }
}
