import Basics

/// What was found about one link; never with a secret in it.
///
/// Everything that comes from outside is made printable where it is added.
struct CheckResult: Sendable {
  enum State: Hashable, Sendable {
    case passed
    /// It works, but not as somebody may think.
    case warning
    case broken
    /// Another link, which is broken, comes before it.
    case notTried(because: String)
  }

  /// Something that was found.
  struct Fact: Hashable, Sendable {
    /// What it is called; empty where the link's title says it.
    var name: String
    var value: String
    /// Where it is from; empty where that is plain.
    var source: String
  }

  /// What to do.
  struct Remedy: Hashable, Sendable {
    var advice: String
    /// Exact commands to run next.
    var commands: [String]
  }

  let link: CheckID
  /// Which one it is, of links that there are several of.
  let subject: String?
  private(set) var state = State.passed
  private(set) var facts: [Fact] = []
  private(set) var problems: [String] = []
  private(set) var remedies: [Remedy] = []
  /// How long it took; `nil` where nothing was waited for.
  var duration: Duration?

  init(_ link: CheckID, subject: String? = nil) {
    self.link = link
    self.subject = subject
  }

  /// What the link is called where it is named among others.
  var name: String { subject.map { "\(link.title) to \($0)" } ?? link.title }

  /// Whether it was tried: a broken link was, one behind it was not.
  var isTried: Bool {
    if case .notTried = state { false } else { true }
  }

  /// Notes something that was found.
  mutating func add(_ name: String, _ value: String, _ source: String = "") {
    facts.append(
      Fact(name: name, value: value.printable(limit: 400), source: source.printable(limit: 300)))
  }

  /// Notes something that works, but not as somebody may think.
  mutating func warn(_ problem: String, advice: String, commands: [String] = []) {
    if state == .passed { state = .warning }
    note(problem, advice, commands)
  }

  /// Notes that the link is broken.
  mutating func fail(_ problem: String, advice: String, commands: [String] = []) {
    state = .broken
    note(problem, advice, commands)
  }

  /// Notes that the link cannot be tried.
  mutating func block(by cause: String) {
    state = .notTried(because: cause)
  }

  private mutating func note(_ problem: String, _ advice: String, _ commands: [String]) {
    problems.append(problem.printable(limit: 2000))
    if !advice.isEmpty || !commands.isEmpty {
      remedies.append(
        Remedy(advice: advice.printable(limit: 2000), commands: commands.map { $0.printable(limit: 1000) }))
    }
  }
}
