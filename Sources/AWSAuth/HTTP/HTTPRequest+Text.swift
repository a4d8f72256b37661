extension HTTPRequest {
  /// Creates a request to a URL that is made of known parts, or that a server named; `nil` where it is none.
  package init?(_ method: String, to text: String, fields: HTTPFields = []) {
    guard let url = RequestURL(text) else { return nil }
    self.init(method: method, url: url, fields: fields)
  }
}
