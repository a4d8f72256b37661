extension OutputFormat {
  /// Reads the flag.
  /// - Parameters:
  ///   - flags: What was given.
  ///   - standard: What holds without the flag.
  ///   - command: Whose flag it is.
  /// - Throws: `UsageError` that lists the forms.
  init(
    _ flags: ParsedArguments, default standard: Self, of command: CommandDefinition.Name
  ) throws(UsageError) {
    guard let format = Self(rawValue: flags[.format] ?? standard.rawValue) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "--format is one of \(names)", command: command)
    }
    self = format
  }
}
