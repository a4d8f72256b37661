import Basics

/// The third line of a canonical request: the parameters, encoded in one way and in one order.
package struct CanonicalQuery: Sendable, Hashable {
  /// The line; empty if there are no parameters.
  package let text: String

  /// Makes it from a query as it is sent, without the `?`; `nil` where there is none.
  ///
  /// Each key and value is percent-decoded once and encoded anew, so it does not matter how much of it was
  /// encoded, and with which digits. A key without `=` gets one; two `&` in a row have no parameter between.
  package init(_ sent: String?) {
    let parameters = (sent ?? "").utf8.split(separator: UInt8(ascii: "&")).map(Parameter.init)
    text = parameters.sorted().map(\.text).joined(separator: "&")
  }

  private struct Parameter: Comparable {
    let key: String
    let value: String

    init(_ sent: Substring.UTF8View) {
      let parts = sent.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      key = Self.recode(parts.first)
      value = Self.recode(parts.dropFirst().first)
    }

    var text: String { "\(key)=\(value)" }

    /// By the bytes of the encoded key, then of the encoded value: comparing `key=value` would be another order.
    static func < (left: Parameter, right: Parameter) -> Bool {
      left.key == right.key
        ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
        : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }

    private static func recode(_ part: Substring.UTF8View?) -> String {
      part.map { PercentEncoding.encode(PercentEncoding.decode(Substring($0))) } ?? ""
    }
  }
}
