import AWSAuth

extension TransportRemedy {
  /// The remedy, with the variables that it is set in.
  var advice: String {
    switch self {
    case .installLibcurl: "Install it: libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat)."
    case .installCertificates:
      "Install the package ca-certificates, or name a file of certificates in AWS_CA_BUNDLE."
    case .pemCertificates:
      "It has to be certificates in PEM form: a file, or for SSL_CERT_DIR directories of such files."
    case .reachableProxy: "Check HTTPS_PROXY and the proxy itself; NO_PROXY goes around it."
    case .proxyURL:
      "Give it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, what is special in the password percent-encoded."
    case .proxyCredentials: "Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT."
    case .proxyPermission:
      "Check HTTPS_PROXY, and that the proxy lets this host through; NO_PROXY goes around it."
    case .removeLineBreak: "Take the line break out of the setting that it comes from."
    }
  }
}
