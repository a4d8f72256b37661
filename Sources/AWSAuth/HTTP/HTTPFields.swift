import Basics

/// One header field as it goes over the wire.
public struct HTTPField: Sendable, Hashable {
  /// The name, in the spelling in which it is sent; comparisons ignore case (RFC 9110, 5.1).
  public var name: String

  /// The value, as it is sent.
  public var value: String

  /// Creates a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The header fields of a message: an ordered list, since order and repetition are part of what is signed.
public struct HTTPFields: Sendable, Hashable, ExpressibleByArrayLiteral, RandomAccessCollection {
  private var fields: [HTTPField]

  /// Creates a list with the given fields in their order.
  public init(_ fields: [HTTPField] = []) {
    self.fields = fields
  }

  /// Creates a list with the given fields in their order.
  public init(arrayLiteral elements: HTTPField...) {
    fields = elements
  }

  /// The position of the first field.
  public var startIndex: Int { fields.startIndex }

  /// The position after the last field.
  public var endIndex: Int { fields.endIndex }

  /// The field at a position.
  public subscript(position: Int) -> HTTPField { fields[position] }

  /// The value of the first field of that name, whatever its case; `nil` if there is none.
  public subscript(name: String) -> String? {
    let name = name.lowercasedASCII()
    return fields.first { $0.name.lowercasedASCII() == name }?.value
  }

  /// Adds a field at the end, also if one of that name is there already.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(HTTPField(name, value))
  }

  /// Removes every field of that name, whatever its case.
  public mutating func removeAll(named name: String) {
    let name = name.lowercasedASCII()
    fields.removeAll { $0.name.lowercasedASCII() == name }
  }

  /// Removes every field of that name and adds one at the end.
  public mutating func set(_ name: String, _ value: String) {
    removeAll(named: name)
    append(name, value)
  }
}

extension HTTPField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The name, and a placeholder: among the values are tokens and signatures.
  public var description: String { "\(name): <value>" }

  /// The same.
  public var debugDescription: String { description }

  /// A mirror without children: `dump` would otherwise print the value.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPFields: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The names in their order, each with a placeholder.
  public var description: String { "[\(fields.map(\.description).joined(separator: ", "))]" }

  /// The same.
  public var debugDescription: String { description }

  /// A mirror with the fields, which show no values.
  public var customMirror: Mirror { Mirror(self, unlabeledChildren: fields) }
}
