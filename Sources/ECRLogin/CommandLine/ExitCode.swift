/// What the program ends with.
enum ExitCode: Int32, Sendable {
  case success = 0
  /// It did not work; why was said.
  case failure = 1
  /// It was called wrongly (`EX_USAGE` of sysexits.h). Docker's verbs end with 1 instead, like every helper.
  case usage = 64
}
