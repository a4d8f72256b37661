import AWSAuth
import Basics

extension Settings {
  /// Where the proxy is named: in the order in which Go's programs look, which is not curl's.
  static let proxyVariables = ["HTTPS_PROXY", "https_proxy"]

  /// Where the hosts are named that are reached without it.
  static let noProxyVariables = ["NO_PROXY", "no_proxy"]

  /// The way to the network.
  /// - Parameter isReadable: Whether a path can be read; libcurl's own message for a missing file names no variable.
  /// - Returns: Proxy and certificates by the variables that all programs use for them.
  /// - Throws: `AuthenticationFailure` where what the variables name is not there.
  func network(isReadable: (String) -> Bool) throws -> NetworkSettings {
    var network = NetworkSettings(userAgent: "\(Program.name)/\(Program.version)")
    network.httpsProxy = environment.first(of: Self.proxyVariables).map { Secret($0.value) }
    network.noProxy = environment.first(of: Self.noProxyVariables)?.value
    // The bundle stands alone; file and directory stand for each other where one of them is missing.
    let variables = environment["AWS_CA_BUNDLE"] == nil ? ["SSL_CERT_FILE", "SSL_CERT_DIR"] : ["AWS_CA_BUNDLE"]
    let named = variables.compactMap { variable in environment[variable].map { (variable, $0) } }
    for (variable, path) in named {
      if variable == "SSL_CERT_DIR" {
        // A list, as for OpenSSL and Go.
        let directories = path.parts(at: ":").filter { !$0.isEmpty && isReadable(String($0)) }
        guard !directories.isEmpty else { continue }
        network.certificateDirectory = directories.joined(separator: ":")
      } else {
        guard isReadable(path) else { continue }
        network.certificateFile = path
        // A file that is named replaces the system's: certificates in its directory would still count.
        network.trustsOnlyNamedCertificates = true
      }
      network.certificateSetting = network.certificateSetting ?? variable
    }
    if let (variable, path) = named.first, network.certificateSetting == nil {
      throw AuthenticationFailure(
        .invalidConfiguration,
        "\(variable) is \"\(path.printable(limit: 200))\", which does not exist or cannot be read",
        advice: "Correct it, or unset it to use the system's certificates.")
    }
    return network
  }
}
