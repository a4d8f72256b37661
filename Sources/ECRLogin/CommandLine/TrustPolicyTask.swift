import TrustPolicy

/// What can be done with a policy.
enum TrustPolicyTask: String, CaseIterable, Sendable {
  case create
  case check
  case explain

  /// The options that belong to it, of those that only this command has.
  var options: Set<Option> {
    switch self {
    case .create: [.format, .appSlug, .workflow, .account, .partition, .pull, .push, .publicRegistry]
    case .check: [.format, .appSlug, .workflow, .account, .partition]
    case .explain: [.account, .partition, .tokenFile]
    }
  }

  /// The forms of its output, the default first.
  var formats: [String] {
    switch self {
    case .create: IAMSetupFormat.allCases.map(\.rawValue)
    case .check: ["text", "json"]
    case .explain: []
    }
  }

  /// Every form that one of the tasks has.
  static var allFormats: [String] {
    allCases.flatMap(\.formats).reduce(into: []) { all, format in if !all.contains(format) { all.append(format) } }
  }
}
