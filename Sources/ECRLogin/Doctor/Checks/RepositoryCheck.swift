import AWSAuth
import Basics
import TrustPolicy

/// A repository of a registry, with the tag that is looked for in it.
struct RepositoryName: Hashable, Sendable {
  let name: String
  let tag: String

  /// Reads `NAME` or `NAME:TAG`; `nil` for what is neither (opencontainers/distribution-spec).
  init?(_ text: String) {
    let parts = text.splitScalars(at: ":", maxSplits: 1)
    name = String(parts[0])
    tag = parts.count == 2 ? String(parts[1]) : "latest"
    func isAlphanumeric(_ byte: UInt8) -> Bool { byte.isASCIILowercase || byte.isASCIIDigit }
    let segments = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let areNames = segments.allSatisfy { segment in
      guard let first = segment.first, let last = segment.last else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && segment.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }
    let isTag = tag.utf8.allSatisfy { isAlphanumeric($0) || (0x41...0x5A).contains($0) || "._-".utf8.contains($0) }
    // What people copy from a Dockerfile begins with the registry, which would be looked for in the registry.
    let isWholeImage = ECRRegistry(host: String(name.prefix(before: "/"))) != nil
    guard areNames, !isWholeImage, name.utf8.count <= 256, isTag, (1...128).contains(tag.utf8.count) else { return nil }
  }
}

/// Whether a repository can be pulled from, and pushed to; without pushing anything.
struct RepositoryCheck {
  let client: RegistryClient
  let registry: ECRRegistry
  let repository: RepositoryName

  private static let manifests = [
    "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
  ].joined(separator: ", ")

  /// Looks for the tag's manifest.
  func checkPull(_ finding: inout CheckResult) throws {
    let path = "/v2/\(repository.name)/manifests/\(repository.tag)"
    let authorization = try client.authorization(scope: "repository:\(repository.name):pull")
    let head = try client.send("HEAD", path, authorization: authorization, accept: Self.manifests)
    if head.status == 200 {
      let digest = head.fields["Docker-Content-Digest"].map { ", \($0)" } ?? ""
      finding.add("", "allowed: \(repository.name):\(repository.tag) is there\(digest)")
      return
    }
    // The answer to HEAD has no body to say why.
    let response = try client.send("GET", path, authorization: authorization, accept: Self.manifests)
    if response.status == 404, RegistryError(response.body)?.code != "NAME_UNKNOWN" {
      finding.add("", "allowed; there is no \(repository.name):\(repository.tag)")
      return
    }
    throw refusal(response, "does not let \(repository.name) be pulled", actions: IAMSetup.pullActions)
  }

  /// Begins an upload, and cancels it.
  func checkPush(_ finding: inout CheckResult) throws {
    let authorization = try client.authorization(scope: "repository:\(repository.name):pull,push")
    let response = try client.send("POST", "/v2/\(repository.name)/blobs/uploads/", authorization: authorization)
    guard response.status == 202 else {
      throw refusal(response, "does not let \(repository.name) be pushed to", actions: IAMSetup.pushActions)
    }
    let cancelled = try client.location(of: response).map {
      try client.send("DELETE", url: $0, authorization: authorization).status
    }
    // Not every registry has a way to cancel; what was only begun ends by itself.
    let end = [200, 202, 204].contains(cancelled) ? "was cancelled" : "ends by itself"
    finding.add("", "allowed: an upload was begun, and \(end); nothing was pushed")
  }

  private func refusal(_ response: HTTPResponse, _ what: String, actions: [String]) -> Diagnostic {
    client.refusal(response, what, advice: advice(response, actions))
  }

  private func advice(_ response: HTTPResponse, _ actions: [String]) -> String {
    guard case .account(let account) = registry.kind else {
      return "Check the repository's name: on ECR Public it begins with the registry's alias."
    }
    let partition = registry.region.partition.id
    if response.status == 404 { return "Create the repository, or correct its name and the registry's region." }
    let list = actions.dropLast().joined(separator: ", ") + " and " + (actions.last ?? "")
    return "Allow \(list) on arn:\(partition):ecr:\(registry.region):\(account):repository/\(repository.name) in a "
      + "policy of that identity; where the registry is another account's, in the repository's policy, too."
  }
}
