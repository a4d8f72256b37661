@testable import AWSAuth
@testable import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FuzzTarget {
  /// Base64 in both forms, beside Foundation's.
  static let base64 = FuzzTarget(name: "base64") { bytes in
    let encoded = Base64.encode(bytes)
    check(encoded == Data(bytes).base64EncodedString(), "\(encoded) is another text than Foundation's")
    check(Base64.decode(encoded) == bytes, "\(encoded) is decoded to something else")
    let bare = String(decoding: encoded.utf8.filter { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    check(Base64.decode(bare.replacing("+", with: "-").replacing("/", with: "_"), .url) == bytes, "as a URL has it")
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = Base64.decode(text) {
      check(Array(Data(base64Encoded: text) ?? Data()) == decoded, "\(text) is something else to Foundation")
      check(Base64.encode(decoded).utf8.count == text.utf8.count, "\(text) has another length")
    } else {
      // Foundation also takes an = too many, and others behind one.
      let digits = text.prefix { $0 != "=" }
      let isOdd =
        !text.utf8.count.isMultiple(of: 4) || text.utf8.count - digits.utf8.count > 2
        || text.dropFirst(digits.count).contains { $0 != "=" }
      check(isOdd || Data(base64Encoded: text) == nil, "\(text) is not decoded")
    }
  }
}
