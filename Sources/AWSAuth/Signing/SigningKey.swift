import Basics

/// The key that a string to sign is signed with: derived from the secret access key for one scope.
package struct SigningKey: Sendable, Hashable {
  // As secret as what it was made from, for as long as its scope lasts.
  private let memory: WipedMemory

  /// A copy of the key, which is not wiped.
  package var bytes: [UInt8] { memory.withBytes { Array($0) } }

  /// Derives the key for a scope.
  package init(_ secretAccessKey: Secret, scope: CredentialScope) {
    self.init(secretAccessKey, derivedThrough: scope.components)
  }

  /// Derives a key step by step: each step's key signs the next component, the first is `AWS4` and the secret.
  package init(_ secretAccessKey: Secret, derivedThrough components: some Sequence<String>) {
    var key: [UInt8] = []
    secretAccessKey.withExposedBytes { secret in
      // At once: an array that grows leaves what it was behind.
      key.reserveCapacity(4 + secret.count)
      key += "AWS4".utf8
      key += secret
    }
    for component in components {
      let next = HMACSHA256.authenticationCode(for: component.utf8, key: key)
      wipe(&key)
      key = next
    }
    memory = WipedMemory(key)
    wipe(&key)
  }

  /// The signature of a string to sign: 64 lower-case hexadecimal digits.
  package func signature(of stringToSign: StringToSign) -> String {
    memory.withBytes { Hexadecimal.encode(HMACSHA256.authenticationCode(for: stringToSign.text.utf8, key: $0)) }
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
