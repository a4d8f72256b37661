import AWSAuth
import Testing

/// A transport that plays back what it was given, and fails the test on any request beyond that.
final class ScriptedTransport: HTTPTransport {
  /// What becomes of one request.
  struct Step: Sendable {
    var outcome: Result<HTTPResponse, TransportFailure>
    /// How long it takes.
    var duration = Duration.zero

    static func answer(
      _ status: Int, _ fields: HTTPFields = [], _ body: String = "", after duration: Duration = .zero
    ) -> Step {
      Step(
        outcome: .success(HTTPResponse(status: status, fields: fields, body: [UInt8](body.utf8))), duration: duration)
    }

    static func failure(
      _ kind: TransportFailure.Kind, _ detail: String = "it broke", advice: String = "",
      after duration: Duration = .zero
    ) -> Step {
      Step(outcome: .failure(TransportFailure(kind, detail, advice: advice)), duration: duration)
    }
  }

  private var steps: [Step]
  private let time: FakeTime

  /// What was sent, in order.
  private(set) var requests: [HTTPRequest] = []

  /// How long each of them was allowed to take.
  private(set) var timeouts: [Duration] = []

  /// Whether everything that was expected was asked for.
  var isExhausted: Bool { steps.isEmpty }

  init(_ steps: [Step], time: FakeTime) {
    self.steps = steps
    self.time = time
  }

  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    requests.append(request)
    timeouts.append(timeout)
    guard !steps.isEmpty else {
      Issue.record("request \(requests.count) to \(request.url) was not expected")
      throw TransportFailure(.unusable, "the test expected no request")
    }
    let step = steps.removeFirst()
    time.advance(by: step.duration)
    return try step.outcome.get()
  }
}
