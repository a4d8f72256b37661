import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the step has done, in Markdown without any secret, which Bitrise shows beside the step's log.
struct StepSummary {
  /// Whose credentials were used.
  var identity: String
  var region: Region
  /// When the AWS credentials end; `nil` where they do not, or were not asked for.
  var expiration: Date?
  var exportsCredentials: Bool
  /// The registries, with what was done.
  var registries: [(host: String, line: String)] = []

  var text: String {
    var lines = [
      "## Amazon ECR log-in", "", "| | |", "|---|---|", "| identity | \(Self.cell(identity)) |",
      "| region | \(region) |",
    ]
    if let expiration { lines.append("| AWS credentials | good until \(InternetTime.text(expiration)) |") }
    lines.append("| AWS credentials handed to later steps | \(exportsCredentials ? "yes" : "no") |")
    if !registries.isEmpty {
      lines += ["", "| registry | |", "|---|---|"]
      lines += registries.map { "| \(Self.cell($0.host)) | \(Self.cell($0.line)) |" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text in a cell of a table, where a bar would end it.
  private static func cell(_ text: String) -> String {
    text.printable().escaping("|")
  }
}
