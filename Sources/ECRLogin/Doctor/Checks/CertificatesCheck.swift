import AWSAuth
import Basics

/// The certificates that servers are trusted by.
struct CertificatesCheck {
  let context: ProcessContext
  let settings: Settings

  /// - Returns: The way to the network.
  func check(_ finding: inout CheckResult) throws -> NetworkSettings {
    let network = try settings.network(isReadable: context.files.isReadable)
    guard let setting = network.certificateSetting else {
      finding.add("", "the system's", "default")
      return network
    }
    if let file = network.certificateFile {
      finding.add("", file, setting)
      let content = (try? context.files.content(file, 16 << 20)) ?? []
      let text = String(decoding: content, as: UTF8.self)
      guard text.containsUTF8("-----BEGIN CERTIFICATE-----") || text.containsUTF8("-----BEGIN TRUSTED CERTIFICATE-----")
      else {
        throw Diagnostic(
          .invalidConfiguration, "\(setting) names \(file.printable(limit: 200)), in which there is no certificate",
          advice: "It has to be a file of certificates in PEM form.")
      }
    }
    if let directory = network.certificateDirectory { finding.add("", directory, "SSL_CERT_DIR") }
    return network
  }
}
