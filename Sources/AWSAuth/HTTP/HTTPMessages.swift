/// A request, complete: nothing is added to it when it is sent but what HTTP itself needs.
public struct HTTPRequest: Sendable, Hashable {
  /// The method, in capitals.
  public var method: String

  /// Where it goes; path and query are percent-encoded, as they are sent.
  public var url: RequestURL

  /// The header fields in the order in which they are sent, without `Host` and `Content-Length`.
  public var fields: HTTPFields

  /// The body; empty where there is none.
  public var body: [UInt8]

  /// Creates a request.
  public init(method: String = "POST", url: RequestURL, fields: HTTPFields = [], body: [UInt8] = []) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
  }
}

/// A complete answer of a server.
public struct HTTPResponse: Sendable, Hashable {
  /// The status code, 100 to 599.
  public var status: Int

  /// The header fields in the order in which they came.
  public var fields: HTTPFields

  /// The body, at most as long as the client allows.
  public var body: [UInt8]

  /// Creates an answer.
  public init(status: Int, fields: HTTPFields = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Method and URL; fields and body may be secrets.
  public var description: String { "\(method) \(url.absoluteString)" }

  /// The same.
  public var debugDescription: String { description }

  /// A mirror with the fields' names: `dump` would otherwise print the body.
  public var customMirror: Mirror { Mirror(self, children: ["fields": fields, "bodyCount": body.count]) }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The status; fields and body may be secrets.
  public var description: String { "status \(status)" }

  /// The same.
  public var debugDescription: String { description }

  /// A mirror with the fields' names: `dump` would otherwise print the body.
  public var customMirror: Mirror { Mirror(self, children: ["fields": fields, "bodyCount": body.count]) }
}
