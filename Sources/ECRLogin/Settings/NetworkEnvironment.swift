import AWSAuth

extension Settings {
  /// The way to the network.
  /// - Parameter exists: Whether a path exists; libcurl's own message for a missing file names no variable.
  /// - Returns: Proxy and certificates by the variables that all programs use for them.
  /// - Throws: `AuthenticationFailure` where a variable names certificates that are not there.
  func network(exists: (String) -> Bool) throws -> NetworkSettings {
    func path(_ variable: String) throws -> String? {
      guard let path = environment[variable] else { return nil }
      guard exists(path) else {
        throw AuthenticationFailure(
          .invalidConfiguration,
          "\(variable) is \"\(path.printable(limit: 200))\", which does not exist or cannot be read",
          advice: "Correct it, or unset it to use the system's certificates.")
      }
      return path
    }
    var network = NetworkSettings(userAgent: "\(Program.name)/\(Program.version)")
    network.httpsProxy = environment.first(of: ["https_proxy", "HTTPS_PROXY"]).map { Secret($0.value) }
    network.noProxy = environment.first(of: ["no_proxy", "NO_PROXY"])?.value
    if let bundle = try path("AWS_CA_BUNDLE") {
      network.certificateFile = bundle
      network.trustsOnlyNamedCertificates = true
    } else {
      network.certificateFile = try path("SSL_CERT_FILE")
      network.certificateDirectory = try path("SSL_CERT_DIR")
      // A file that is named replaces the system's: certificates in its directory would still count.
      network.trustsOnlyNamedCertificates = network.certificateFile != nil
    }
    return network
  }
}
