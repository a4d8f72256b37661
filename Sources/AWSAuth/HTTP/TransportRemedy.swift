/// What helps against a failure of the transport, where that is more particular than its kind.
package enum TransportRemedy: Sendable, Hashable, CaseIterable {
  /// Installing libcurl.
  case installLibcurl
  /// Installing the system's certificates, or naming a file of them.
  case installCertificates
  /// A file of certificates in PEM form.
  case pemCertificates
  /// A proxy that answers, or none for this host.
  case reachableProxy
  /// The proxy's URL in one of its forms.
  case proxyURL
  /// A user name and a password for the proxy.
  case proxyCredentials
  /// A proxy that lets this host through.
  case proxyPermission
  /// A value without a line break.
  case removeLineBreak
}
