/// What the user's environment says about the way to the network.
public struct NetworkSettings: Sendable, Hashable {
  /// The proxy for `https`, as Go's programs read `HTTPS_PROXY`: a URL or `HOST:PORT`; may hold a password.
  ///
  /// There is none for `http`: it reaches loopback addresses only, and those are never proxied, like in Go.
  public var httpsProxy: Secret?

  /// The hosts that are reached without the proxy, as Go's programs read `NO_PROXY`.
  public var noProxy: String?

  /// A file of PEM certificates to trust instead of the system's.
  public var certificateFile: String?

  /// Directories of PEM certificates, with colons between them, to trust in addition to the file's or the system's.
  public var certificateDirectory: String?

  /// Which setting names the certificates, for messages.
  public var certificateSetting: String?

  /// Whether only what is named here is trusted, and nothing of the system's beside it.
  public var trustsOnlyNamedCertificates: Bool

  /// What the program calls itself towards servers.
  public var userAgent: String

  /// Creates settings; everything is the system's own without arguments.
  public init(
    httpsProxy: Secret? = nil, noProxy: String? = nil, certificateFile: String? = nil,
    certificateDirectory: String? = nil, certificateSetting: String? = nil, trustsOnlyNamedCertificates: Bool = false,
    userAgent: String
  ) {
    self.httpsProxy = httpsProxy
    self.noProxy = noProxy
    self.certificateFile = certificateFile
    self.certificateDirectory = certificateDirectory
    self.certificateSetting = certificateSetting
    self.trustsOnlyNamedCertificates = trustsOnlyNamedCertificates
    self.userAgent = userAgent
  }
}
