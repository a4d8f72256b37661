/// The key that a string to sign is signed with: derived from the secret access key for one scope.
package struct SigningKey: Sendable, Hashable {
  /// The key; as secret as what it was made from, for as long as its scope lasts.
  package let bytes: [UInt8]

  /// Derives the key for a scope.
  package init(_ secretAccessKey: Secret, scope: SigningScope) {
    self.init(secretAccessKey, derivedThrough: scope.components)
  }

  /// Derives a key step by step: each step's key signs the next component, the first is `AWS4` and the secret.
  package init(_ secretAccessKey: Secret, derivedThrough components: some Sequence<String>) {
    let start = Array("AWS4\(secretAccessKey.exposed())".utf8)
    bytes = components.reduce(start) { key, component in
      HMACSHA256.authenticationCode(for: component.utf8, key: key)
    }
  }

  /// The signature of a string to sign: 64 lower-case hexadecimal digits.
  package func signature(of stringToSign: StringToSign) -> String {
    Hexadecimal.encode(HMACSHA256.authenticationCode(for: stringToSign.text.utf8, key: bytes))
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A placeholder.
  package var description: String { "<signing key>" }

  /// A placeholder.
  package var debugDescription: String { description }

  /// A mirror without children: `dump` would otherwise print the key.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
