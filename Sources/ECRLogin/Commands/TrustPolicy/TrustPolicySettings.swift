import AWSAuth
import Basics
import TrustPolicy

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `trust-policy` is told by its options, the environment, and the token.
struct TrustPolicySettings: Sendable {
  private let command: CommandContext

  private var settings: Settings { command.settings }

  init(_ command: CommandContext) {
    self.command = command
  }

  /// The role that is named; that of the environment only if its ARN can be read.
  /// - Throws: `UsageError`: the option's ARN is none, or another option says something else than it.
  private func role() throws(UsageError) -> RoleARN? {
    guard let named = settings.flags[.roleARN] else { return try? settings.role() }
    guard let role = try? RoleARN(named) else {
      throw usage("--role-arn \(named.quoted) is not the ARN of an IAM role")
    }
    if let account = try account(), account != role.account {
      throw usage("--account is \(account), but the account in --role-arn is \(role.account)")
    }
    if let partition = try partition(), partition.id != role.partition.id {
      throw usage("--partition is \(partition.id), but the partition in --role-arn is \(role.partition.id)")
    }
    return role
  }

  /// What a policy has to say, as far as it is known without asking anybody.
  /// - Parameter roleARN: The ARN of the policy's own role, where the file says it.
  /// - Returns: What is known.
  /// - Throws: `UsageError`: an option cannot be used.
  func expectation(roleARN: String? = nil) throws(UsageError) -> ExpectedBuild {
    let named = try role()
    let role = roleARN.flatMap { try? RoleARN($0) } ?? named
    return ExpectedBuild(
      account: try account() ?? role?.account, partition: try partition() ?? role?.partition,
      explicitAudience: settings[.audience]?.value,
      appSlug: try appSlug()
        ?? settings.environment[.appSlug].flatMap { SubjectRule.isPlain($0) ? $0 : nil },
      workflows: try workflows())
  }

  /// What is known of the role without looking at its policy.
  /// - Throws: `UsageError`: an option cannot be used.
  func known() throws(UsageError) -> KnownRole {
    let expectation = try expectation()
    return KnownRole(
      role: try role(), isRoleNamed: settings.flags.has(.roleARN), account: expectation.account,
      partition: expectation.partition,
      checkCommand: "\(Program.name) trust-policy check -")
  }

  /// All that IAM needs for a build.
  /// - Throws: `UsageError`: an option is missing, or cannot be used; `Diagnostic`: there is no token.
  func plan() throws -> IAMSetup {
    let role = try role()
    guard let account = try account() ?? role?.account else {
      throw usage("trust-policy create needs --account, or a role in --role-arn or AWS_ROLE_ARN")
    }
    let partition = try partition() ?? role?.partition ?? .aws
    let region = try settings[.region].map { _ in try settings.region() }
    var plan = IAMSetup(
      provider: ProviderARN(partition: partition.id, account: account, host: ExpectedBuild.bitrise),
      audience: settings[.audience]?.value ?? partition.defaultAudience, subjects: [], roleName: "bitrise-ecr",
      rolePath: "/", pull: [], push: [], isPublic: settings.flags.has(.publicRegistry))
    if let role {
      let parts = role.description.split(separator: "/").dropFirst()
      plan.roleName = String(parts.last ?? "")
      plan.rolePath = parts.count > 1 ? "/\(parts.dropLast().joined(separator: "/"))/" : "/"
    }
    for name in settings.flags.list(.pull) {
      plan.pull.append(
        try RepositoryARN(name, account: account, partition: partition, region: region).description)
    }
    for name in settings.flags.list(.push) {
      plan.push.append(
        try RepositoryARN(name, account: account, partition: partition, region: region).description)
    }
    let workflows = try workflows()
    if let slug = try appSlug() {
      plan.subjects = (workflows.isEmpty ? ["*"] : workflows).map { "app:\(slug):workflow:\($0)" }
    } else {
      try fill(&plan, from: token(partition: partition), workflows)
    }
    return plan
  }

  /// The call that the token makes, expired or not.
  /// - Throws: `UsageError`: an option cannot be used; `Diagnostic`: there is no token.
  func request(roleARN: String?) throws -> (request: TrustRequest, token: IdentityToken) {
    let named = try role()
    let role = roleARN.flatMap { try? RoleARN($0) } ?? named
    let partition = try partition() ?? role?.partition
    let token = try token(partition: partition ?? .aws)
    let now = command.process.time.now()
    var others = [
      "aws:CurrentTime": [InternetTime.text(now)], "aws:EpochTime": ["\(Int(now.timeIntervalSince1970))"],
      "aws:SecureTransport": ["true"],
    ]
    if let name = try sessionName(of: token) { others["sts:RoleSessionName"] = [name] }
    others["aws:RequestedRegion"] = (try? settings.region()).map { [$0.name] }
    return (
      TrustRequest(token, account: try account() ?? role?.account, partition: partition?.id, others: others), token
    )
  }

  /// The name that the build's session has, `nil` where that is not known here.
  private func sessionName(of token: IdentityToken) throws -> String? {
    guard settings[.sessionName] == nil, settings.environment[.buildNumber] == nil else {
      return try settings.sessionName().description
    }
    // Looked at outside the build that the token is of; the build itself would name its session by its number.
    return JSONValue.object(token.claims)["build_number"]?.texts?.first.map {
      RoleSessionName(cleaning: SettingDefinition.sessionName(ofBuild: $0)).description
    }
  }

  /// The values come from the token: the build that runs knows best what it is called.
  private func fill(_ plan: inout IAMSetup, from token: IdentityToken, _ workflows: [String]) throws {
    guard let issuer = token.issuer, let subject = token.subject, !subject.isEmpty else {
      throw usage("the identity token names no issuer or no subject: give --app-slug")
    }
    plan.provider.host = ConditionKey.withoutScheme(issuer)
    if settings[.audience] == nil, let audience = token.audiences.first { plan.audience = audience }
    guard !workflows.isEmpty else {
      guard !subject.hasAny(of: "*?$") else {
        throw usage("the identity token's sub \(subject.quoted) has a wildcard in it: give --app-slug")
      }
      plan.subjects = [subject]
      return
    }
    let parts = subject.splitScalars(at: ":")
    guard parts.count >= 4, !parts[1].isEmpty, parts[0] == "app", parts[2] == "workflow" else {
      throw usage("the identity token's sub \(subject.quoted) names no app: give --app-slug")
    }
    plan.subjects = workflows.map { "app:\(parts[1]):workflow:\($0)" }
  }

  private func token(partition: Partition) throws -> IdentityToken {
    let sender = try command.sender()
    let named = settings.flags[.tokenFile].map { path -> [any IdentityTokenSource] in
      [FileIdentityToken(path: path, name: "--token-file", read: command.process.files.reader(for: "--token-file"))]
    }
    guard let tokens = try command.identityTokens(for: partition, sender, from: named) else {
      throw settings.namingUnused(
        Diagnostic(
          .notConfigured, "there is no identity token",
          advice: "Run it inside a build, or set BITRISE_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE; "
            + "explain takes --token-file, create takes --app-slug."))
    }
    return try diagnosing { try tokens.currentOrExpired() }
  }

  // Options.

  private func account() throws(UsageError) -> String? {
    guard let account = settings.flags[.account] else { return nil }
    guard AccountID.isValid(account) else {
      throw usage("--account has twelve digits, unlike \(account.quoted)")
    }
    return account
  }

  private func partition() throws(UsageError) -> Partition? {
    guard let id = settings.flags[.partition] else { return nil }
    guard let partition = Partition(id: id) else {
      throw usage("--partition is one of \(Partition.all.map(\.id).joined(separator: ", "))")
    }
    return partition
  }

  private func appSlug() throws(UsageError) -> String? {
    guard let slug = settings.flags[.appSlug] else { return nil }
    guard SubjectRule.isPlain(slug) else {
      throw usage("--app-slug \(slug.quoted) is not the slug of an app: it has letters, digits and hyphens")
    }
    return slug
  }

  private func workflows() throws(UsageError) -> [String] {
    let workflows = settings.flags.list(.workflow)
    for workflow in workflows where !SubjectRule.isWorkflow(workflow) {
      throw usage("--workflow \(workflow.quoted) is not the name of a workflow")
    }
    return workflows
  }

  private func usage(_ message: String) -> UsageError {
    UsageError(message: message, command: .trustPolicy)
  }
}
