import AWSAuth

/// All that a `RequestSender` is made of, faked.
struct FakeNetwork {
  let time: FakeTime
  let transport: ScriptedTransport
  let log = RecordedLines()
  let sender: RequestSender

  init(_ steps: [ScriptedTransport.Step] = [], time: FakeTime = FakeTime(), allowance: Duration = .seconds(45)) {
    self.time = time
    transport = ScriptedTransport(steps, time: time)
    sender = RequestSender(
      transport: transport, time: time.source, deadline: Deadline(after: allowance, by: time.source),
      log: { [log] line in log.append(line) })
  }

  var requests: [HTTPRequest] { transport.requests }

  /// The bodies of the requests, as text.
  var bodies: [String] { requests.map { String(decoding: $0.body, as: UTF8.self) } }
}

/// Lines that were logged.
final class RecordedLines: Sendable {
  private let lines = Guarded<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func append(_ line: String) {
    lines.withLock { $0.append(line) }
  }
}
