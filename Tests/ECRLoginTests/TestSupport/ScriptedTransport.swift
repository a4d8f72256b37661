import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A network that answers from a list, in its order, and keeps what it was asked.
final class ScriptedTransport: HTTPTransport, Sendable {
  enum Answer: Sendable {
    case response(HTTPResponse)
    case failure(TransportFailure)

    /// An answer with a text as its body.
    static func text(_ status: Int, _ body: String, _ fields: HTTPFields = []) -> Answer {
      .response(HTTPResponse(status: status, fields: fields, body: [UInt8](body.utf8)))
    }
  }

  private struct State {
    var answers: [Answer]
    var requests: [HTTPRequest] = []
    var preparations: [Preparation] = []
  }

  /// A connection that was to be opened, and how many requests there had been by then.
  struct Preparation: Hashable {
    var endpoint: String
    var requests: Int
  }

  private let state: Guarded<State>
  private let answer: (@Sendable (HTTPRequest) -> Answer?)?

  init(_ answers: [Answer] = []) {
    state = Guarded(State(answers: answers))
    answer = nil
  }

  /// A network for requests whose order nobody knows: what it says depends on what it is asked.
  init(answering answer: @escaping @Sendable (HTTPRequest) -> Answer?) {
    state = Guarded(State(answers: []))
    self.answer = answer
  }

  /// Everything that was asked, in order.
  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  /// Method and URL of everything that was asked.
  var lines: [String] { requests.map { "\($0.method) \($0.url.absoluteString)" } }

  /// Every connection that was to be opened before there was a request for it, in order.
  var preparations: [Preparation] { state.withLock { $0.preparations } }

  func prepare(_ endpoint: Endpoint, timeout: Duration) {
    state.withLock { $0.preparations.append(Preparation(endpoint: endpoint.description, requests: $0.requests.count)) }
  }

  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let listed: Answer? = state.withLock { state in
      state.requests.append(request)
      return state.answers.isEmpty ? nil : state.answers.removeFirst()
    }
    switch listed ?? answer?(request) {
    case .response(let response): return response
    case .failure(let failure): throw failure
    case nil:
      Issue.record("nobody expected \(request.method) \(request.url.absoluteString)")
      throw TransportFailure(.unusable, "the script has no more answers")
    }
  }
}

extension HTTPRequest {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The URL as text.
  var address: String { url.absoluteString }
}
