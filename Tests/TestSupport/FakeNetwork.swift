package import AWSAuth

/// All that a `RetryingClient` is made of, faked.
package struct FakeNetwork {
  /// The clock that requests and waits advance.
  package let clock: FakeClock

  /// What the requests go to.
  package let transport: ScriptedTransport

  /// What the sender logged.
  package let log = RecordedLines()

  /// The sender under test.
  package let sender: RetryingClient

  /// Creates a network.
  /// - Parameters:
  ///   - outcomes: What becomes of the requests, in order.
  ///   - clock: The clock; it stands at `FakeClock.start`.
  ///   - allowance: How much time there is for everything.
  package init(
    _ outcomes: [ScriptedTransport.Outcome] = [], clock: FakeClock = FakeClock(), allowance: Duration = .seconds(45)
  ) {
    self.clock = clock
    transport = ScriptedTransport(outcomes, clock: clock)
    sender = RetryingClient(
      transport: transport, time: clock.source, deadline: Deadline(after: allowance, by: clock.source),
      log: { [log] line in log.append(line) })
  }

  /// What was sent, in order.
  package var requests: [HTTPRequest] { transport.requests }

  /// The bodies of the requests, as text.
  package var bodies: [String] { requests.map(\.text) }
}
