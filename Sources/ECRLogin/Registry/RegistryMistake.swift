import AWSAuth
import Basics

/// Something that people give in place of a registry, with what to write instead.
struct RegistryMistake: Hashable, Sendable {
  /// What is said of it.
  let failure: Diagnostic

  /// Knows a mistake of somebody who names a registry; `nil` for what is one, and for what is none by no mistake that is
  /// known.
  init?(argument text: String) {
    let host = try? ServerURL(Array(text.utf8)).host
    self.init(text, Self.account(text) ?? host.flatMap { Self.dualStack($0) ?? Self.name($0) })
  }

  /// Knows a host that is one of ECR's but for its spelling; `nil` for all others, of which clients ask, too.
  init?(host: String) {
    self.init(host, Self.dualStack(host))
  }

  private init?(_ text: String, _ explanation: Explanation?) {
    guard let (problem, advice) = explanation else { return nil }
    failure = Diagnostic(
      .invalidConfiguration, "\"\(text.printable(limit: 200))\" is \(problem)", advice: advice)
  }

  private typealias Explanation = (problem: String, advice: String)

  private static let exampleAccount = "123456789012"

  /// An account as AWS's console shows it.
  private static func account(_ text: String) -> Explanation? {
    let parts = text.splitScalars(at: "-")
    guard parts.count > 1, !parts.contains(""), AccountID.isValid(parts.joined()) else { return nil }
    return ("an account with hyphens in it", "Write it without hyphens: \(parts.joined()).")
  }

  /// A host that is no registry, but has to do with one.
  private static func name(_ host: String) -> Explanation? {
    let labels = host.splitScalars(at: ".")
    let example = example(inRegionOf: labels)
    if host.containsUTF8("*") {
      return (
        "a pattern, and Docker knows registries by their whole names only",
        "Write each registry with its account's twelve digits: \(example)."
      )
    }
    guard labels[0].begins(with: "vpce-"), labels.contains("vpce") else { return nil }
    let problem = "the name of a VPC endpoint, not of a registry"
    if labels.contains("api") {
      return (problem, "It belongs into AWS_ENDPOINT_URL_ECR, as https://\(host); the registry is \(example).")
    }
    return (problem, "Write the registry's own name, \(example): private DNS of the endpoint leads there.")
  }

  /// A host that has the dotted label before a domain of dual-stack registries.
  private static func dualStack(_ host: String) -> Explanation? {
    let labels = host.splitScalars(at: ".", maxSplits: 2)
    guard labels.count == 3, labels[1].utf8Equals("dkr"), labels[2].begins(with: "ecr") else { return nil }
    let right = "\(labels[0]).dkr-\(labels[2])"
    guard ECRRegistry(host: right)?.variant.dualStack == true else { return nil }
    return ("not how a dual-stack registry is written", "Write it with a hyphen: \(right).")
  }

  /// A registry of somebody's in the region that a name has in it.
  private static func example(inRegionOf labels: [Substring]) -> String {
    let region = labels.lazy.compactMap { Region(validating: String($0)) }.first
    let suffix = region?.partition.dnsSuffix ?? Partition.aws.dnsSuffix
    return "\(exampleAccount).dkr.ecr.\(region?.name ?? "eu-central-1").\(suffix)"
  }
}
