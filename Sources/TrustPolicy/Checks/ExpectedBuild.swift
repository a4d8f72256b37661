package import AWSAuth
import Basics

/// What a trust policy has to say for this build, as far as that is known.
package struct ExpectedBuild: Sendable {
  /// Bitrise's issuer without its scheme.
  package static let bitrise = "token.builds.bitrise.io"
  /// What stands for an app and a workflow that nobody has named.
  static let placeholders = (app: "APP_SLUG", workflow: "WORKFLOW")

  /// The issuer without its scheme.
  var issuer = bitrise
  package var account: String?
  package var partition: Partition?
  /// What the policy itself names, to be written where nothing better is known.
  var named: NamedAccount?
  /// The audience that somebody asked for by name.
  package var explicitAudience: String?
  package var appSlug: String?
  /// The workflows, with wildcards.
  package var workflows: [String] = []

  /// Creates an expectation of what is known.
  package init(
    account: String? = nil, partition: Partition? = nil, explicitAudience: String? = nil, appSlug: String? = nil,
    workflows: [String] = []
  ) {
    self.account = account
    self.partition = partition
    self.explicitAudience = explicitAudience
    self.appSlug = appSlug
    self.workflows = workflows
  }

  /// Whom the token is for.
  var audience: String { explicitAudience ?? (partition ?? .aws).defaultAudience }

  /// Whether somebody has said which builds are to get in, so that it is known what they ask for.
  var namesBuild: Bool { appSlug != nil || !workflows.isEmpty }

  /// The values for `sub`: what is not known has a placeholder in it.
  var subjects: [String] { subjects(apps: [], workflows: []) }

  /// The values for `sub` of some apps and workflows; an empty list stands for what is known of this build.
  func subjects(apps: [String], workflows: [String]) -> [String] {
    let apps = apps.isEmpty ? [appSlug ?? Self.placeholders.app] : apps
    // An app without a workflow is an app with any.
    let isWholeApp = workflows.isEmpty && self.workflows.isEmpty && apps != [Self.placeholders.app]
    let workflows = isWholeApp ? ["*"] : workflows.isEmpty ? self.workflows : workflows
    let known = workflows.isEmpty ? [Self.placeholders.workflow] : workflows
    return apps.flatMap { app in known.map { "app:\(app):workflow:\($0)" } }
  }

  /// The value for `sub` of an app, with the workflow of another value.
  static func subject(_ app: String, workflowOf other: String) -> String {
    "app:\(app):workflow:\(other.split(separator: ":", maxSplits: 3).last ?? "*")"
  }
}
