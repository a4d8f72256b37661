@testable import AWSAuth
@testable import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FuzzTarget {
  /// Identity tokens: the first byte says whether the input is the whole token or the claims of one.
  static let identityToken = FuzzTarget(name: "identity-token") { bytes in
    let content = bytes.dropFirst()
    let text =
      bytes.first == UInt8(ascii: "c")
      ? "e30.\(base64URL(content)).c2lnbmF0dXJl" : String(decoding: content, as: UTF8.self)
    do {
      let token = try IdentityToken(text, from: "BITRISE_IDENTITY_TOKEN")
      let raw = token.raw.exposed()
      check(raw == text.trimmingWhitespace(), "the token is sent differently")
      check(IdentityToken.lengths.contains(raw.utf8.count), "a token of \(raw.utf8.count) bytes")
      checkShown(token.summary)
      check(!"\(token)".contains(raw), "a token that shows itself")
      check((try? IdentityToken(raw, from: "again")) == token, "read differently the second time")
      _ = token.isExpired(at: Date(timeIntervalSince1970: 0))
      check(token.expiration == nil || token.expires(within: .infinity, of: Date(timeIntervalSince1970: 0)), "no end")
    } catch {
      checkShown("\(error)")
      if text.utf8.count > 40 { check(!"\(error)".contains(text), "quotes the token") }
    }
  }

  private static func base64URL(_ bytes: some Collection<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
