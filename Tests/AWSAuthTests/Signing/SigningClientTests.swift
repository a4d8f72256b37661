import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SigningClientTests {
  private static let signer = Signer(
    credentials: Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: Secret("not-a-token")),
    region: "eu-central-1", service: "sts")

  /// An answer whose body is the code of an error.
  private static func error(_ code: String, date: String? = nil, status: Int = 403) -> ScriptedTransport.Outcome {
    .answer(status, code, fields: HTTPFields(date.map { [HTTPField("Date", $0)] } ?? []))
  }

  private func send(over network: FakeNetwork) throws -> HTTPResponse {
    try SigningClient(network.sender, signer: Self.signer).send(
      try request(), to: "AWS STS (eu-central-1)",
      readError: { response in
        guard response.status != 200 else { return nil }
        return ServiceError(code: String(decoding: response.body, as: UTF8.self), message: "", status: response.status)
      })
  }

  private func request() throws -> HTTPRequest {
    HTTPRequest(
      url: try #require(RequestURL("https://sts.eu-central-1.amazonaws.com/")),
      fields: [HTTPField("Content-Type", "text/plain")], body: [UInt8]("body".utf8))
  }

  private func times(_ network: FakeNetwork) -> [String?] {
    network.requests.map { $0.fields["X-Amz-Date"] }
  }

  @Test("The request is sent as the signer signs it, now")
  func signs() throws {
    let network = FakeNetwork([.answer(200)])
    #expect(try send(over: network).status == 200)
    #expect(network.requests == [Self.signer.sign(try request(), at: FakeClock.start)])
    #expect(times(network) == ["20201123T080000Z"])
  }

  @Test("Each attempt is signed anew, with its own time")
  func signsAgain() throws {
    let network = FakeNetwork([
      .answer(503, fields: [HTTPField("Retry-After", "5")]), .failure(.interrupted, after: .seconds(10)), .answer(200),
    ])
    #expect(try send(over: network).status == 200)
    #expect(times(network) == ["20201123T080000Z", "20201123T080005Z", "20201123T080015Z"])
    #expect(Set(network.requests.compactMap { $0.fields["Authorization"] }).count == 3)
  }

  struct Skew: Sendable, CustomTestStringConvertible {
    let code: String
    let date: String
    let signedAt: String
    let line: String

    var testDescription: String { "\(code), \(date)" }
  }

  static let skews: [Skew] = [
    Skew(
      code: "SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:10:00 GMT", signedAt: "20201123T081000Z",
      line: "the clock here is 600 s behind"),
    Skew(
      code: "InvalidSignatureException", date: "Mon, 23 Nov 2020 07:00:00 GMT", signedAt: "20201123T070000Z",
      line: "the clock here is 3600 s ahead"),
    Skew(
      code: "AuthFailure", date: "Tue, 23 Nov 2021 08:00:00 GMT", signedAt: "20211123T080000Z",
      line: "the clock here is 31536000 s behind"),
    Skew(
      code: "RequestTimeTooSkewed", date: "Sun, 22 Nov 2020 23:59:59 GMT", signedAt: "20201122T235959Z",
      line: "the clock here is 28801 s ahead"),
    // One second beyond the threshold.
    Skew(
      code: "SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:04:01 GMT", signedAt: "20201123T080401Z",
      line: "the clock here is 241 s behind"),
    Skew(
      code: "SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 07:55:59 GMT", signedAt: "20201123T075559Z",
      line: "the clock here is 241 s ahead"),
  ]

  @Test("Where our clock is wrong, the request is signed with the server's time", arguments: skews)
  func correctsClock(_ test: Skew) throws {
    let network = FakeNetwork([Self.error(test.code, date: test.date), .answer(200)])
    #expect(try send(over: network).status == 200)
    #expect(times(network) == ["20201123T080000Z", test.signedAt])
    #expect(network.clock.sleeps.isEmpty)
    #expect(
      network.log.all == [
        "AWS STS (eu-central-1) answered 403 (attempt 1)",
        "AWS STS (eu-central-1): \(test.line); going by the server's time",
        "AWS STS (eu-central-1) answered 200 (attempt 1)",
      ])
  }

  @Test("The clock is corrected once, however wrong it is")
  func correctsOnce() throws {
    let network = FakeNetwork([
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:10:00 GMT"),
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 09:00:00 GMT"),
    ])
    #expect(try send(over: network).status == 403)
    #expect(network.transport.isExhausted)
  }

  @Test("With the corrected time, a passing error is retried as ever, and the correction stays")
  func retriesAfterCorrection() throws {
    let network = FakeNetwork([
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:10:00 GMT"),
      .answer(503, fields: [HTTPField("Retry-After", "5")]), .answer(200),
    ])
    #expect(try send(over: network).status == 200)
    #expect(times(network) == ["20201123T080000Z", "20201123T081000Z", "20201123T081005Z"])
  }

  struct NoSkew: Sendable, CustomTestStringConvertible {
    let code: String
    let date: String?
    /// Whether the clock here is found to be wrong.
    let isWrong: Bool

    var testDescription: String { "\(code), \(date ?? "no date")" }

    init(_ code: String, _ date: String?, isWrong: Bool = false) {
      self.code = code
      self.date = date
      self.isWrong = isWrong
    }
  }

  static let noSkews: [NoSkew] = [
    // Up to four minutes are not it.
    NoSkew("SignatureDoesNotMatch", "Mon, 23 Nov 2020 08:00:00 GMT"),
    NoSkew("SignatureDoesNotMatch", "Mon, 23 Nov 2020 08:04:00 GMT"),
    NoSkew("SignatureDoesNotMatch", "Mon, 23 Nov 2020 07:56:00 GMT"),
    // Without the server's time nothing is known.
    NoSkew("SignatureDoesNotMatch", nil),
    NoSkew("SignatureDoesNotMatch", "now"),
    // Other errors are not about the clock, even where it is wrong.
    NoSkew("AccessDenied", "Mon, 23 Nov 2020 09:00:00 GMT", isWrong: true),
    NoSkew("ExpiredToken", "Mon, 23 Nov 2020 09:00:00 GMT", isWrong: true),
    NoSkew("", "Mon, 23 Nov 2020 09:00:00 GMT", isWrong: true),
  ]

  @Test("Other refusals stand", arguments: noSkews)
  func leavesClock(_ test: NoSkew) throws {
    let network = FakeNetwork([Self.error(test.code, date: test.date)])
    #expect(try send(over: network).status == 403)
    #expect(network.requests.count == 1)
    #expect(network.log.all.first == "AWS STS (eu-central-1) answered 403 (attempt 1)")
    #expect(network.log.all.count == (test.isWrong ? 2 : 1))
  }

  @Test("A clock that an earlier answer has corrected needs no refusal")
  func knownBefore() throws {
    let network = FakeNetwork([
      .answer(200, fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:10:00 GMT")]), .answer(200), .answer(200),
    ])
    let first = try request()
    _ = try network.sender.send(
      to: "the build API", .aws, makeRequest: { _ in first }, classify: { _ in .final })
    for _ in 0..<2 { #expect(try send(over: network).status == 200) }
    #expect(times(network) == [nil, "20201123T081000Z", "20201123T081000Z"])
  }

  @Test("A refusal with the corrected time stands")
  func correctedAndRefused() throws {
    let network = FakeNetwork([
      .answer(503, fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:10:00 GMT")]),
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:10:00 GMT"),
    ])
    #expect(try send(over: network).status == 403)
    #expect(times(network) == ["20201123T080000Z", "20201123T081000Z"])
  }

  @Test("A correction that turns out wrong is taken back")
  func correctionWasWrong() throws {
    let network = FakeNetwork([
      .answer(503, fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:10:00 GMT")]),
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:00:00 GMT"), .answer(200),
    ])
    #expect(try send(over: network).status == 200)
    #expect(times(network) == ["20201123T080000Z", "20201123T081000Z", "20201123T080000Z"])
    #expect(network.log.all.contains("AWS STS (eu-central-1): the clock here is right; going by the server's time"))
  }

  @Test("What only this service means to pass is asked again, as often as all that passes")
  func mayPass() throws {
    let network = FakeNetwork([Self.error("Odd"), Self.error("Odd"), Self.error("Odd")])
    let response = try SigningClient(network.sender, signer: Self.signer).send(
      try request(), to: "it", mayPass: { $0.code == "Odd" ? .notKnownYet : nil },
      readError: { ServiceError(code: String(decoding: $0.body, as: UTF8.self), message: "", status: $0.status) })
    #expect(response.status == 403)
    #expect(network.transport.isExhausted)
    // Three quarters of 1 and of 2 s.
    #expect(network.clock.sleeps == [.milliseconds(750), .milliseconds(1500)])
  }

  @Test("A success with another time is a success")
  func successWithOtherTime() throws {
    let network = FakeNetwork([.answer(200, fields: [HTTPField("Date", "Mon, 23 Nov 2020 09:00:00 GMT")])])
    #expect(try send(over: network).status == 200)
    #expect(network.requests.count == 1)
  }

  @Test("The log has no key, token or signature in it")
  func logHasNoSecrets() throws {
    let network = FakeNetwork([
      Self.error("SignatureDoesNotMatch", date: "Mon, 23 Nov 2020 08:10:00 GMT"), .answer(200),
    ])
    _ = try send(over: network)
    for line in network.log.all {
      #expect(!line.contains("not-a-key") && !line.contains("not-a-token") && !line.contains("Signature="))
    }
  }
}
