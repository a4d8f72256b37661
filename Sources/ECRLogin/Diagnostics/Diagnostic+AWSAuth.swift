import AWSAuth

extension Diagnostic {
  /// An error of the library, in the words of the program, which knows where its settings are from.
  /// - Parameters:
  ///   - error: The error.
  ///   - hint: What to do about a host that was not reached, where that is known: whole sentences.
  init(_ error: AWSAuthError, hint: (_ host: String) -> String? = { _ in nil }) {
    self.init(error.kind, error.description, advice: Self.advice(error.cause, hint), code: error.code)
  }

  private static func advice(_ cause: any AWSAuthError.Cause, _ hint: (String) -> String?) -> String {
    switch cause {
    case let value as InvalidValue: value.advice
    case let answer as MalformedAnswer: answer.service.advice
    case let error as IdentityTokenError: error.advice
    case let unanswered as Unanswered: unanswered.advice(hint)
    case let refusal as STSRefusal: refusal.advice
    default: ""
    }
  }
}

/// Does something with the library, and puts what it throws into the words of the program.
/// - Parameters:
///   - hint: What to do about a host that was not reached, where that is known.
///   - work: What may throw.
/// - Returns: What it returns.
/// - Throws: `Diagnostic` in place of an `AWSAuthError`; everything else as it is.
func diagnosing<T>(hint: (_ host: String) -> String?, _ work: () throws -> T) throws -> T {
  do {
    return try work()
  } catch let error as AWSAuthError {
    throw Diagnostic(error, hint: hint)
  }
}

/// Does something with the library whose hosts nothing particular is known of.
/// - Parameter work: What may throw.
/// - Returns: What it returns.
/// - Throws: `Diagnostic` in place of an `AWSAuthError`; everything else as it is.
func diagnosing<T>(_ work: () throws -> T) throws -> T { try diagnosing(hint: { _ in nil }, work) }
