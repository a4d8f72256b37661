import AWSAuth
import Basics

/// What credential helpers say when they are asked as a client would ask them; each is asked once.
final class HelperAnswers {
  /// What comes of asking for a registry's password.
  enum Answer: Hashable {
    /// It is this program: what it answers is what the rest of the report is about.
    case ours
    /// User name and password, as `auths` has them.
    case password(Secret)
    /// It has none, so that clients go on without.
    case none
    /// It cannot be asked, or fails; why, with the program's name.
    case failure(String)
  }

  private struct Question: Hashable {
    let name: String
    let server: String
  }

  private let context: ProcessContext
  private let host: String
  /// How long each may take.
  private let timeout: Duration
  private var answers: [Question: Answer] = [:]
  private var lists: [String: [String]?] = [:]
  private var state: OwnProgram?
  /// Whether a client asks this program, or a program of its name.
  private(set) var isOursAsked = false

  init(_ context: ProcessContext, host: String, timeout: Duration) {
    self.context = context
    self.host = host
    self.timeout = timeout
  }

  /// The program that clients find under our name.
  var ownProgram: OwnProgram {
    let found = state ?? OwnProgram(context, timeout: timeout)
    state = found
    return found
  }

  /// What a helper answers.
  /// - Parameters:
  ///   - name: What config.json calls it: `pass` for `docker-credential-pass`.
  ///   - server: What it is asked for: the registry's host, if nothing else.
  /// - Returns: The answer, which is remembered.
  func get(_ name: String, server: String? = nil) -> Answer {
    if name == Program.helperName {
      isOursAsked = true
      if ownProgram.isOurs { return .ours }
      // It was waited for once.
      if case .silent(_, let problem) = ownProgram { return .failure("\(Program.name) \(problem)") }
    }
    let question = Question(name: name, server: server ?? host)
    let answer = answers[question] ?? ask(question)
    answers[question] = answer
    return answer
  }

  /// The registries that a helper says it has passwords of; `nil` where it fails.
  func list(_ name: String) -> [String]? {
    // Ours names none, since it has one for whichever is asked for.
    if name == Program.helperName, ownProgram.isOurs { return [] }
    if name == Program.helperName, case .silent = ownProgram { return nil }
    if let known = lists[name] { return known }
    let (result, _) = run(name, "list", [])
    let found: [String]? = result.flatMap { result in
      guard result.status == 0, let value = try? JSONValue(beginning: result.output) else { return nil }
      return value == .null ? [] : value.members?.map(\.key)
    }
    lists[name] = .some(found)
    return found
  }

  private func ask(_ question: Question) -> Answer {
    let program = "docker-credential-\(question.name.printable(limit: 100))"
    let (result, problem) = run(question.name, "get", Array(question.server.utf8))
    guard let result else { return .failure("\(program) \(problem)") }
    guard result.status == 0 else {
      let said = String(decoding: result.output, as: UTF8.self).trimmingWhitespace()
      if said.utf8Equals(HelperProtocol.notFound) { return .none }
      // What looks like an answer is not shown: there may be a password in it.
      let isShown = !said.isEmpty && !said.begins(with: "{")
      return .failure(
        "\(program) fails: exit code \(result.status)" + (isShown ? ", \"\(said.printable(limit: 200))\"" : ""))
    }
    guard let value = try? JSONValue(beginning: result.output), value.members != nil else {
      return .failure("\(program) answers what is not a JSON object")
    }
    func member(_ key: String) -> String {
      value.members?.last { $0.key.lowercased() == key }?.value.string ?? ""
    }
    let (username, password) = (member("username"), member("secret"))
    return username.isEmpty && password.isEmpty
      ? .none : .password(DockerConfig.basicCredentials(username: username, password: Secret(password)))
  }

  private func run(_ name: String, _ verb: String, _ input: [UInt8]) -> (ProgramRunner.Result?, problem: String) {
    let deadline = Deadline(after: timeout, by: context.time)
    do {
      guard !name.containsUTF8("/") else { return (nil, "is not a program's name") }
      // The first one on the PATH and no other, as Go looks for it: also where that one cannot be started.
      let path = context.files.pathOnPath(of: "docker-credential-\(name)", context.environment)
      guard let path else { return (nil, "is not on the PATH") }
      guard let result = try context.runner.run(path, [verb], input, deadline) else {
        return (nil, "cannot be started")
      }
      return (result, "")
    } catch is ProgramRunner.Overdue {
      return (nil, "did not answer within \(deadline.allowanceText) s, and was ended")
    } catch {
      return (nil, "cannot be started: \(error)")
    }
  }
}

/// The program that clients find under the name of this one.
enum OwnProgram: Hashable {
  case missing
  /// This file.
  case this(path: String)
  /// Another file of the same version.
  case same(path: String)
  case other(path: String, version: String)
  /// It does not say its version in time.
  case silent(path: String, problem: String)
  /// It is not this program, or does not run; why.
  case unusable(path: String, problem: String)

  /// Whether it is this program, of whatever version.
  var isOurs: Bool {
    switch self {
    case .this, .same, .other: true
    case .missing, .silent, .unusable: false
    }
  }

  /// Looks for it, and asks another file for its version, as Docker could.
  init(_ context: ProcessContext, timeout: Duration) {
    guard let path = context.files.pathOnPath(of: Program.name, context.environment) else {
      self = .missing
      return
    }
    let own = context.executablePath().flatMap(context.files.status)
    if let own, let found = context.files.status(path), own.isSameFile(as: found) {
      self = .this(path: path)
      return
    }
    let deadline = Deadline(after: timeout, by: context.time)
    let result: ProgramRunner.Result?
    do {
      result = try context.runner.run(path, ["version"], [], deadline)
    } catch is ProgramRunner.Overdue {
      self = .silent(path: path, problem: "did not answer within \(deadline.allowanceText) s, and was ended")
      return
    } catch {
      self = .unusable(path: path, problem: "cannot be started: \(error)")
      return
    }
    guard let result, result.status == 0 else {
      self = .unusable(path: path, problem: "does not run: exit code \(result?.status ?? 127)")
      return
    }
    let said = String(decoding: result.output, as: UTF8.self).trimmingWhitespace()
    guard said.begins(with: "\(Program.name) ("), let version = said.splitScalars(at: " ").last else {
      self = .unusable(
        path: path, problem: "is another program: it calls itself \"\(said.printable(limit: 80))\"")
      return
    }
    self =
      version.utf8Equals(Program.version) ? .same(path: path) : .other(path: path, version: String(version))
  }
}
