/// The options that were given, with their values.
struct ParsedArguments: Sendable, Equatable {
  private var values: [Option: [String]] = [:]

  /// No options.
  init() {}

  /// The value of an option, the first of several; empty for one without a value, `nil` where it was not given.
  subscript(option: Option) -> String? { values[option]?.first }

  /// All values of an option, in their order.
  func list(_ option: Option) -> [String] { values[option] ?? [] }

  /// Whether an option was given.
  func has(_ option: Option) -> Bool { values[option] != nil }

  /// The options that were given, in the order of the table.
  var options: [Option] { values.isEmpty ? [] : Option.allCases.filter(has) }

  /// Adds an option that was given.
  /// - Parameters:
  ///   - option: The option.
  ///   - value: Its value, empty for one without.
  mutating func add(_ option: Option, _ value: String) { values[option, default: []].append(value) }
}
