import AWSAuth
import Basics

extension Settings {
  /// The way to the network.
  /// - Parameter isReadable: Whether a path can be read; libcurl's own message for a missing file names no variable.
  /// - Returns: Proxy and certificates by the variables that all programs use for them.
  /// - Throws: `Diagnostic` where what the variables name is not there.
  func network(isReadable: (String) -> Bool) throws -> NetworkSettings {
    var network = NetworkSettings(userAgent: "\(Program.name)/\(Program.version)")
    network.httpsProxy = environment.first(of: Variable.proxy).map { Secret($0.value) }
    network.noProxy = environment.first(of: Variable.proxyExceptions)?.value
    // The bundle stands alone; file and directory stand for each other where one of them is missing.
    let variables =
      environment[.certificateBundle] == nil
      ? [.certificateFile, .certificateDirectories] : [Variable.certificateBundle]
    let named = variables.compactMap { variable in environment[variable].map { (variable, $0) } }
    for (variable, path) in named {
      if variable == .certificateDirectories {
        // A list, as for OpenSSL and Go.
        let directories = path.splitScalars(at: ":").filter { !$0.isEmpty && isReadable(String($0)) }
        guard !directories.isEmpty else { continue }
        network.certificateDirectory = directories.joined(separator: ":")
      } else {
        guard isReadable(path) else { continue }
        network.certificateFile = path
        // A file that is named replaces the system's: certificates in its directory would still count.
        network.trustsOnlyNamedCertificates = true
      }
      network.certificateSetting = network.certificateSetting ?? variable.name
    }
    if let (variable, path) = named.first, network.certificateSetting == nil {
      throw Diagnostic(
        .invalidConfiguration,
        "\(variable.name) is \"\(path.printable(limit: 200))\", which does not exist or cannot be read",
        advice: "Correct it, or unset it to use the system's certificates.")
    }
    return network
  }
}

extension CommandContext {
  /// The way to the network, with the deadline for everything.
  /// - Throws: `Diagnostic`: a setting cannot be used.
  func sender() throws -> RetryingClient {
    let network = try settings.network(isReadable: process.files.isReadable)
    return RetryingClient(
      transport: process.makeTransport(network), time: process.time, deadline: try deadline(), log: log)
  }
}
