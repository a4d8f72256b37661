import AWSAuth
import Basics
import TrustPolicy

/// `trust-policy`: the IAM side of a log-in, written, checked and explained.
struct TrustPolicyCommand: Command {
  let call: CommandCall

  /// Does it.
  /// - Returns: Whether the policy is right, or lets the build in.
  /// - Throws: `UsageError`, and what the standard streams throw.
  func run() throws -> ExitCode {
    let word = operands.first ?? ""
    guard let task = TrustPolicyTask(rawValue: word) else {
      let known = TrustPolicyTask.allCases.map(\.rawValue)
      let suggestion = nearest(to: word, in: known).map { "; did you mean \($0)?" } ?? ""
      throw usage("trust-policy has no \(word.quoted)\(suggestion)")
    }
    for definition in flags.options.map(OptionDefinition.of) {
      guard definition.commands == nil || task.options.contains(definition.option) else {
        throw usage("trust-policy \(word) does not take \(definition.flag)")
      }
    }
    if let format = flags[.format], !task.formats.contains(format) {
      throw usage("--format of trust-policy \(word) is one of \(task.formats.joined(separator: ", "))")
    }
    guard (operands.count == 2) == (task != .create) else {
      throw usage(task == .create ? "trust-policy create takes no file" : "trust-policy \(word) needs a file, or -")
    }
    do {
      let command = try start()
      switch task {
      case .create: return try create(command)
      case .check: return try check(operands[1], command)
      case .explain: return try explain(operands[1], command)
      }
    } catch let failure as Diagnostic {
      context.console.printError("trust-policy \(word): \(failure)")
      return .failure
    }
  }

  private func create(_ command: CommandContext) throws -> ExitCode {
    let plan = try TrustPolicySettings(command).plan()
    let format = flags[.format].flatMap(IAMSetupFormat.init) ?? .json
    try context.console.writeOutput([UInt8](plan.text(format).utf8))
    if plan.pull.isEmpty, plan.push.isEmpty, !plan.isPublic {
      command.report("the role may log in, and nothing more: see --pull, --push and --public")
    }
    if format != .json {
      command.report(
        "an account has one provider for \(plan.url): leave it out where it is there already")
    }
    switch format {
    case .awsCLI:
      command.report(
        "a role that is there already takes the policy by aws iam update-assume-role-policy --role-name "
          + "\(plan.roleName) --policy-document, in the place of create-role")
    case .cloudFormation:
      command.report("the role has a name: CloudFormation wants --capabilities CAPABILITY_NAMED_IAM")
    case .json, .terraform: break
    }
    return .success
  }

  private func check(_ path: String, _ command: CommandContext) throws -> ExitCode {
    let trust = TrustPolicySettings(command)
    // An option that cannot be used is said before anybody is waited for.
    let known = try trust.known()
    let bytes = try bytes(path)
    let result = try PolicyReport(checking: bytes, name: path, known) { roleARN throws(UsageError) in
      try trust.expectation(roleARN: roleARN)
    }
    try context.console.print(flags[.format] == "json" ? result.json.lines() : result.lines)
    return result.report.errors == 0 ? .success : .failure
  }

  private func explain(_ path: String, _ command: CommandContext) throws -> ExitCode {
    let trust = TrustPolicySettings(command)
    let known = try trust.known()
    let file: PolicyFile
    do {
      file = try PolicyFile(bytes(path), known)
    } catch let error as PolicyFile.Unreadable {
      throw unreadable(path, error)
    }
    guard let policy = PolicyDocument(file.policy), !file.findings.contains(where: { $0.severity == .error }) else {
      throw Diagnostic(
        .invalidConfiguration, "\(path.printable(limit: 300)) is not a policy that IAM takes",
        advice: "See what is wrong with it: \(Program.name) trust-policy check \(path.printable(limit: 300))")
    }
    let (request, token) = try trust.request(roleARN: file.roleARN)
    let evaluation = TrustEvaluation(policy, request)
    let isExpired = token.isExpired(at: context.time.now())
    let explanation = PolicyExplanation(
      evaluation: evaluation, request: request, text: file.text, isExpired: isExpired)
    try context.console.print("The token: \(token.summary)\n\n\(explanation.lines)")
    if isExpired {
      context.console.printError("the token has expired: AWS refuses it whatever the policy says")
    }
    return evaluation.decision == .allowed && !isExpired ? .success : .failure
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    let limit = PolicyFile.sizeLimit
    let advice = "Name the file of a role's trust policy, or - for standard input."
    guard path == "-" else { return try context.files.reader(for: "the argument", advice: advice)(path, limit) }
    let bytes = try context.console.readInput(limit)
    guard bytes.count <= limit else {
      throw Diagnostic(
        .invalidConfiguration, "standard input has more than \(limit) bytes", advice: advice)
    }
    return bytes
  }

  private func unreadable(_ path: String, _ error: PolicyFile.Unreadable) -> Diagnostic {
    let finding = error.findings.last
    if error.isJSON, let finding {
      return Diagnostic(
        .invalidConfiguration, "\(path.printable(limit: 300)) has no policy to look at: \(finding.problem)",
        advice: finding.fix)
    }
    let place = error.text.position(of: finding?.offset ?? 0)
    return Diagnostic(
      .invalidConfiguration,
      "\(path.printable(limit: 300)) is not JSON (line \(place.line), column \(place.column): \(finding?.problem ?? ""))",
      advice: "See what is wrong with it: \(Program.name) trust-policy check \(path.printable(limit: 300))")
  }

  private func usage(_ message: String) -> UsageError {
    UsageError(message: message, command: .trustPolicy)
  }
}
