import AWSAuth
import Basics

/// The process's environment variables; one that is set but empty counts as not set.
struct Environment: Sendable {
  private let variables: [String: String]

  init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// A variable's value.
  subscript(variable: Variable) -> String? { value(variable.name) }

  /// The value of one of the step's inputs, which are variables with names in lower case.
  subscript(input name: String) -> String? { value(name) }

  private func value(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The same variables, some of them with another value, or taken out.
  func changed(_ changes: [Variable: String?]) -> Environment {
    var variables = variables
    for (variable, value) in changes { variables[variable.name] = value }
    return Environment(variables)
  }

  /// The first of several variables that is set.
  func first(of variables: [Variable]) -> (name: String, value: String)? {
    for variable in variables {
      if let value = self[variable] { return (variable.name, value) }
    }
    return nil
  }

  /// A variable that is a key or a token: one word, which may go into a header field.
  /// - Throws: `Diagnostic` of kind `invalidConfiguration` that names the variable, without its value.
  func key(_ variable: Variable) throws -> String? {
    guard let value = self[variable] else { return nil }
    // In a header field a line break would begin another.
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw Diagnostic(
        .invalidConfiguration, "\(variable.name) has a line break or another control character in it",
        advice: "Set it again without: a line break at the end often comes from copying, or from echo.")
    }
    // It would be another key: AWS would say only that it is a wrong one.
    guard !value.unicodeScalars.contains(where: \.properties.isWhitespace) else {
      throw Diagnostic(
        .invalidConfiguration, "\(variable.name) has a blank in it",
        advice: "Set it again without: a blank at an end often comes from copying.")
    }
    return value
  }

  /// A variable that says yes or no, as AWS's own do.
  /// - Parameters:
  ///   - variable: The variable.
  ///   - yes: The word for yes.
  ///   - no: The word for no.
  /// - Returns: What it says, `nil` where it is not set.
  /// - Throws: `Diagnostic` of kind `invalidConfiguration` where it says neither.
  func flag(_ variable: Variable, yes: String = "true", no: String = "false") throws -> Bool? {
    guard let text = self[variable] else { return nil }
    switch text.lowercased() {
    case yes, "true", "1": return true
    case no, "false", "0": return false
    default:
      throw Diagnostic(
        .invalidConfiguration,
        "\(variable.name) is \"\(text.printable(limit: 40))\", which is neither \(yes) nor \(no)",
        advice: "Set it to \(yes) or \(no).")
    }
  }
}
