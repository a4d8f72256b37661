package import AWSAuth
import Basics
import Testing

/// A transport that plays back a list of results, and fails the test on any other request.
package final class ScriptedTransport: HTTPTransport {
  /// The result of one request.
  package struct Outcome: Sendable {
    /// The response, or the failure.
    package var result: Result<HTTPResponse, TransportFailure>

    /// How long the request takes.
    package var duration: Duration

    /// Creates an outcome.
    package init(_ result: Result<HTTPResponse, TransportFailure>, after duration: Duration = .zero) {
      self.result = result
      self.duration = duration
    }

    /// A response with a text as its body.
    package static func answer(
      _ status: Int, _ body: String = "", fields: HTTPFields = [], after duration: Duration = .zero
    ) -> Outcome {
      Outcome(.success(HTTPResponse(status: status, fields: fields, body: [UInt8](body.utf8))), after: duration)
    }

    /// A failure without a response.
    package static func failure(
      _ kind: TransportFailure.Kind, _ detail: String = "it broke", remedy: TransportRemedy? = nil,
      after duration: Duration = .zero
    ) -> Outcome {
      var failure = TransportFailure(kind, detail)
      failure.remedy = remedy
      return Outcome(.failure(failure), after: duration)
    }
  }

  /// A connection that was to be opened.
  package struct Preparation: Sendable, Hashable {
    /// Where to.
    package var endpoint: String

    /// The number of requests before it.
    package var requests: Int

    /// Creates a preparation, for a test to compare with.
    package init(endpoint: String, requests: Int) {
      self.endpoint = endpoint
      self.requests = requests
    }
  }

  private struct State {
    var outcomes: [Outcome]
    var requests: [HTTPRequest] = []
    var timeouts: [Duration] = []
    var preparations: [Preparation] = []
  }

  private let state: Locked<State>
  private let answer: @Sendable (HTTPRequest) -> Outcome?
  private let clock: FakeClock

  /// Creates a transport for requests in a known order.
  /// - Parameters:
  ///   - outcomes: Their results, in order.
  ///   - clock: The clock that the outcomes' durations advance.
  package init(_ outcomes: [Outcome] = [], clock: FakeClock = FakeClock()) {
    state = Locked(State(outcomes: outcomes))
    answer = { _ in nil }
    self.clock = clock
  }

  /// Creates a transport for requests in any order.
  /// - Parameter answer: The result of a request; `nil` for one that must not be sent.
  package init(answering answer: @escaping @Sendable (HTTPRequest) -> Outcome?) {
    state = Locked(State(outcomes: []))
    self.answer = answer
    clock = FakeClock()
  }

  /// What was sent, in order.
  package var requests: [HTTPRequest] { state.withLock(\.requests) }

  /// Method and URL of what was sent, in order.
  package var lines: [String] { requests.map(\.description) }

  /// How long each request was allowed to take.
  package var timeouts: [Duration] { state.withLock(\.timeouts) }

  /// Whether every expected request was sent.
  package var isExhausted: Bool { state.withLock { $0.outcomes.isEmpty } }

  /// Every connection that was opened ahead of its request, in order.
  package var preparations: [Preparation] { state.withLock(\.preparations) }

  /// Remembers the connection.
  package func preconnect(_ endpoint: Endpoint, timeout: Duration) {
    state.withLock { $0.preparations.append(Preparation(endpoint: endpoint.description, requests: $0.requests.count)) }
  }

  /// Plays back the next outcome.
  package func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let listed: Outcome? = state.withLock { state in
      state.requests.append(request)
      state.timeouts.append(timeout)
      return state.outcomes.isEmpty ? nil : state.outcomes.removeFirst()
    }
    guard let outcome = listed ?? answer(request) else {
      Issue.record("request \(requests.count), \(request), was not expected")
      throw TransportFailure(.unusable, "the test expected no request")
    }
    clock.advance(by: outcome.duration)
    return try outcome.result.get()
  }
}
