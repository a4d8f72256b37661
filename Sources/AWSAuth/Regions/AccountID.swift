import Basics

/// The twelve digits that name an AWS account.
package enum AccountID {
  /// The account that AWS's own documentation shows where any would do.
  package static let example = "111122223333"

  /// Whether a text is one.
  package static func isValid(_ text: String) -> Bool {
    text.utf8.count == 12 && text.isASCIIDigits
  }
}
