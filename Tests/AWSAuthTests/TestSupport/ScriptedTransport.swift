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

  private struct State {
    var steps: [Step]
    var requests: [HTTPRequest] = []
    var timeouts: [Duration] = []
  }

  private let state: Guarded<State>
  private let time: FakeTime

  /// What was sent, in order.
  var requests: [HTTPRequest] { state.withLock(\.requests) }

  /// How long each of them was allowed to take.
  var timeouts: [Duration] { state.withLock(\.timeouts) }

  /// Whether everything that was expected was asked for.
  var isExhausted: Bool { state.withLock { $0.steps.isEmpty } }

  init(_ steps: [Step], time: FakeTime) {
    state = Guarded(State(steps: steps))
    self.time = time
  }

  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let step = state.withLock { state in
      state.requests.append(request)
      state.timeouts.append(timeout)
      return state.steps.isEmpty ? nil : state.steps.removeFirst()
    }
    guard let step else {
      Issue.record("request \(requests.count) to \(request.url) was not expected")
      throw TransportFailure(.unusable, "the test expected no request")
    }
    time.advance(by: step.duration)
    return try step.outcome.get()
  }
}
