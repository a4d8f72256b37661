#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Sends requests to a service that wants them signed, each attempt with a signature of its own.
public struct SignedRequestSender: Sendable {
  private let sender: RequestSender
  private let signer: Signer

  /// By how much a server's time has to differ from ours before a refused signature is put down to that,
  /// in seconds: AWS accepts up to five minutes, and the SDKs leave one to the network.
  public static let skewThreshold: Double = 240

  /// Creates a sender.
  public init(_ sender: RequestSender, signer: Signer) {
    self.sender = sender
    self.signer = signer
  }

  /// Sends a request, again where that may help: also once with the server's time where our clock is wrong.
  /// - Parameters:
  ///   - request: The request, without what signing adds.
  ///   - service: What messages call the other side.
  ///   - readError: Finds the error in an answer, if it is one.
  /// - Returns: The last answer; also one that is an error.
  /// - Throws: `AuthenticationFailure` where no answer came.
  public func send(
    _ request: HTTPRequest, to service: String, readError: (HTTPResponse) -> ServiceError?
  ) throws -> HTTPResponse {
    func attempt(clockIsBehindBy offset: Double) throws -> HTTPResponse {
      try sender.send(
        to: service, .aws, makeRequest: { now in signer.sign(request, at: now.addingTimeInterval(offset)) },
        judge: { response in readError(response)?.retryReason.map { .again($0) } ?? .final })
    }
    let response = try attempt(clockIsBehindBy: 0)
    guard let error = readError(response), error.mayBeClockSkew,
      let theirs = response.fields["Date"].flatMap(InternetTime.date(http:))
    else { return response }
    let offset = theirs.timeIntervalSince(sender.time.now())
    guard abs(offset) > Self.skewThreshold else { return response }
    sender.log(
      "\(service): the clock here is \(Int(abs(offset))) s \(offset > 0 ? "behind" : "ahead"); signing with the server's time"
    )
    return try attempt(clockIsBehindBy: offset)
  }
}
