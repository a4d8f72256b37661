import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What to do where a server was not reached.
@Suite struct UnansweredTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: TransportFailure.Kind
    let detail: String
    let remedy: TransportRemedy?
    let advice: String

    var testDescription: String { "\(kind), \(detail)\(remedy == nil ? "" : ", with a remedy")" }

    init(
      _ kind: TransportFailure.Kind, saying detail: String = "it broke", remedy: TransportRemedy? = nil,
      _ advice: String
    ) {
      self.kind = kind
      self.detail = detail
      self.remedy = remedy
      self.advice = advice
    }
  }

  private static let network =
    "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."
  private static let notAWS = "Something else than AWS may be answering: check proxies and endpoint settings."
  private static let clock =
    "This machine's clock says 2020-11-23T08:00:00Z: if that is wrong, set it; if it is right, the certificate is "
    + "out of date, be it the server's or that of a proxy that re-encrypts TLS."

  static let cases: [Case] = [
    Case(.unknownHost, "Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy."),
    Case(.noConnection, network), Case(.timedOut, network),
    Case(.noTLS, "Something on the way may not let TLS 1.2 or newer through: check proxies."),
    Case(.interrupted, "Start the build again; if it stays, check proxies on the way."),
    // What is particular to a failure is better than what is general.
    Case(.noConnection, remedy: .reachableProxy, "Check HTTPS_PROXY and the proxy itself; NO_PROXY goes around it."),
    Case(.proxyRefused, ""),
    Case(.proxyRefused, remedy: .proxyCredentials, "Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT."),
    Case(
      .proxyRefused, remedy: .proxyPermission,
      "Check HTTPS_PROXY, and that the proxy lets this host through; NO_PROXY goes around it."),
    Case(
      .untrustedCertificate,
      "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; else install the "
        + "package ca-certificates, and check the machine's clock."),
    Case(.untrustedCertificate, saying: "certificate has expired", clock),
    Case(.untrustedCertificate, saying: "certificate is not yet valid", clock),
    Case(
      .untrustedCertificate, saying: "no match for target host name 'a'",
      "Another server answers in its place: check DNS, proxies and endpoint settings."),
    Case(.tooLarge, notAWS), Case(.notHTTP, notAWS), Case(.unusable, ""),
    Case(
      .unusable, remedy: .installLibcurl, "Install it: libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat)."),
    Case(
      .unusable, remedy: .installCertificates,
      "Install the package ca-certificates, or name a file of certificates in AWS_CA_BUNDLE."),
    Case(
      .unusable, remedy: .pemCertificates,
      "It has to be certificates in PEM form: a file, or for SSL_CERT_DIR directories of such files."),
    Case(
      .unusable, remedy: .proxyURL,
      "Give it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, what is special in the password "
        + "percent-encoded."),
    Case(.unusable, remedy: .removeLineBreak, "Take the line break out of the setting that it comes from."),
  ]

  private static func error(_ failure: TransportFailure) -> AWSAuthError {
    AWSAuthError(
      Unanswered.unreachable(
        service: "AWS STS", host: "sts.example", failure: failure, attempts: 1, clock: FakeClock.start))
  }

  @Test("Every way not to get an answer has its advice", arguments: cases)
  func advice(_ test: Case) {
    var failure = TransportFailure(test.kind, test.detail)
    failure.remedy = test.remedy
    #expect(Diagnostic(Self.error(failure)).advice == test.advice)
  }

  @Test("The table above has every kind, and every remedy")
  func complete() {
    #expect(Set(Self.cases.map(\.kind)) == Set(TransportFailure.Kind.allCases))
    #expect(Set(Self.cases.compactMap(\.remedy)) == Set(TransportRemedy.allCases))
  }

  @Test("What is known of a host comes first, where it may be the host's fault")
  func hint() {
    let hint = { (host: String) in host == "sts.example" ? "There is no such endpoint." : nil }
    let unknown = Diagnostic(Self.error(TransportFailure(.unknownHost, "x")), hint: hint)
    #expect(unknown.advice.hasPrefix("There is no such endpoint. Check the region's spelling, "))
    let certificate = Diagnostic(Self.error(TransportFailure(.untrustedCertificate, "x")), hint: hint)
    #expect(!certificate.advice.contains("endpoint."))
  }

  @Test("Where the time was over, there may be more of it")
  func timedOut() {
    let error = AWSAuthError(Unanswered.timedOut(service: "AWS STS", allowance: "45", detail: "no answer came"))
    #expect(
      Diagnostic(error)
        == Diagnostic(
          .timedOut, "the 45 s for everything were over before AWS STS answered: no answer came",
          advice: "Check the network, or allow more time with --timeout or ECR_LOGIN_TIMEOUT."))
  }
}
