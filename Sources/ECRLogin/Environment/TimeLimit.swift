/// The time for everything together, in seconds.
enum TimeLimit {
  /// What can be asked for.
  static let range = 1...3600

  /// What holds where nothing is asked for.
  static let standard = 45
}
