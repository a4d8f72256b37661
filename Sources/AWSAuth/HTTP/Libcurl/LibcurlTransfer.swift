import Basics

internal import CLibcurl

/// One request on its way: what libcurl points to while it runs, and what has come back so far.
struct LibcurlTransfer {
  let easy: OpaquePointer
  let settings: NetworkSettings
  /// The proxy that it goes by; one that is not used cannot be to blame for what fails.
  let proxy: ProxyServer?
  private var fields: OpaquePointer?
  private let errorText: UnsafeMutablePointer<CChar>

  init(easy: OpaquePointer, settings: NetworkSettings, proxy: ProxyServer?) {
    self.easy = easy
    self.settings = settings
    self.proxy = proxy
    errorText = .allocate(capacity: Int(CLIBCURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CLIBCURL_ERROR_SIZE))
  }

  /// Must be called once, after `perform`.
  mutating func free() {
    // The handle outlives the transfer and must not keep pointers into it.
    clibcurl_easy_reset(easy)
    if let fields { clibcurl_list_free(fields) }
    fields = nil
    errorText.deallocate()
  }

  mutating func perform(_ request: HTTPRequest, bodyLimit: Int) throws(TransportFailure) -> HTTPResponse {
    try setFields(request.fields)
    clibcurl_set_error_buffer(easy, errorText)
    clibcurl_set_string(easy, CLIBCURL_OPT_URL, request.url.absoluteString)
    let received = Received(bodyLimit: bodyLimit)
    let context = Unmanaged.passUnretained(received).toOpaque()
    clibcurl_set_body_sink(easy, takeBody, context)
    clibcurl_set_head_sink(easy, takeHead, context)
    // What is announced is refused before it comes; what is not announced is counted as it comes.
    clibcurl_set_long(easy, CLIBCURL_OPT_MAXFILESIZE, bodyLimit)
    let code = request.body.withUnsafeBytes { bytes in
      if request.method == "HEAD" {
        // By the method's name alone libcurl would wait for the body that the head announces.
        clibcurl_set_long(easy, CLIBCURL_OPT_NOBODY, 1)
      } else if request.method != "GET" {
        clibcurl_set_long(easy, CLIBCURL_OPT_POSTFIELDSIZE, bytes.count)
        // libcurl takes a null pointer for "read the body from standard input".
        clibcurl_set_bytes(
          easy, Int32(CLIBCURL_OPT_POSTFIELDS.rawValue), bytes.baseAddress ?? UnsafeRawPointer(errorText))
      }
      clibcurl_set_string(easy, CLIBCURL_OPT_CUSTOMREQUEST, request.method)
      return withExtendedLifetime(received) { clibcurl_easy_perform(easy) }
    }
    guard code == CLIBCURL_OK.rawValue else { throw failure(Int(code), received) }
    let status = clibcurl_info_long(easy, Int32(CLIBCURL_INFO_RESPONSE_CODE.rawValue))
    return HTTPResponse(status: status, fields: received.fields, body: received.body)
  }

  private mutating func setFields(_ sent: HTTPFields) throws(TransportFailure) {
    // "Expect:" without a value takes out what libcurl adds to large bodies, for which it then waits.
    for field in sent + [HTTPField("Expect", "")] {
      // A line break would begin a field, or a request, of somebody else's making.
      guard !(field.name + field.value).utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) else {
        throw TransportFailure(
          .unusable, "the header field \(field.name.printable(limit: 40)) has a line break in it",
          remedy: .removeLineBreak)
      }
      let text =
        field.name == "Expect" ? "Expect:" : field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
      guard let longer = clibcurl_list_append(fields, text) else {
        throw TransportFailure(.unusable, "libcurl cannot start a transfer: out of memory")
      }
      fields = longer
    }
    clibcurl_set_list(easy, Int32(CLIBCURL_OPT_HTTPHEADER.rawValue), fields)
  }

  private func failure(_ code: Int, _ received: Received) -> TransportFailure {
    if received.isTooLarge || code == Int(CLIBCURL_FILESIZE_EXCEEDED.rawValue) {
      return TransportFailure(.tooLarge, "more than \(received.bodyLimit >> 20) MiB")
    }
    let said = String(cString: errorText)
    // A libcurl without one of the schemes; it may quote the URL, with the password in it.
    if said.containsUTF8("Unsupported proxy") { return ProxyRules.unusable }
    let detail = (said.isEmpty ? String(cString: clibcurl_message(Int32(code))) : withoutProxySecret(said)).printable()
    let proxyStatus = clibcurl_info_long(easy, Int32(CLIBCURL_INFO_HTTP_CONNECTCODE.rawValue))
    if proxyStatus >= 400 {
      return Self.proxyFailure(status: proxyStatus)
    }
    if code == Int(CLIBCURL_SSL_CACERT_BADFILE.rawValue) {
      guard let setting = settings.certificateSetting else {
        let places = clibcurl_missing_certificates().map { String(cString: $0) }
        return TransportFailure(
          .unusable,
          places.map { "there is no file of trusted certificates on this machine; looked for \($0)" }
            ?? "the system's certificates cannot be used: \(detail)",
          remedy: .installCertificates)
      }
      let path = (settings.certificateFile ?? settings.certificateDirectory ?? "").printable(limit: 200)
      return TransportFailure(
        .unusable, "\(setting) names \(path), in which there is no certificate that can be used",
        remedy: .pemCertificates)
    }
    let kind = Self.kind(ofCode: code)
    if let host = proxy?.host.filter({ !"[]".contains($0) }), kind == .noConnection || kind == .unknownHost,
      detail.containsUTF8("to \(host) ") || detail.containsUTF8("proxy: \(host)")
    {
      return TransportFailure(
        kind, "the proxy in HTTPS_PROXY (\(host.printable(limit: 200))) does not answer: \(detail)",
        remedy: .reachableProxy, isAboutProxy: true)
    }
    return TransportFailure(kind, detail)
  }

  /// The text without what the proxy's URL has before its last `@`, whichever words libcurl puts around it.
  private func withoutProxySecret(_ text: String) -> String {
    [proxy?.url, proxy == nil ? nil : settings.httpsProxy].compactMap { $0?.exposed().splitLast(at: "@")?.before }
      .reduce(text) { $0.replacingEach($1, with: "<secret>") }
  }

  private static func proxyFailure(status: Int) -> TransportFailure {
    if status == 407 {
      return TransportFailure(
        .proxyRefused, "the proxy asks for a user name and password (407)",
        remedy: .proxyCredentials, isAboutProxy: true)
    }
    return TransportFailure(
      // The proxy's own trouble in reaching the host: as passing as the host's own.
      status >= 500 ? .noConnection : .proxyRefused, "the proxy answers \(status) to CONNECT",
      remedy: .proxyPermission)
  }

  private static func kind(ofCode code: Int) -> TransportFailure.Kind {
    switch UInt32(code) {
    case CLIBCURL_COULDNT_RESOLVE_HOST.rawValue, CLIBCURL_COULDNT_RESOLVE_PROXY.rawValue: .unknownHost
    case CLIBCURL_COULDNT_CONNECT.rawValue, CLIBCURL_PROXY.rawValue: .noConnection
    case CLIBCURL_OPERATION_TIMEDOUT.rawValue: .timedOut
    case CLIBCURL_SSL_CONNECT_ERROR.rawValue: .noTLS
    case CLIBCURL_PEER_FAILED_VERIFICATION.rawValue: .untrustedCertificate
    case CLIBCURL_GOT_NOTHING.rawValue, CLIBCURL_SEND_ERROR.rawValue, CLIBCURL_RECV_ERROR.rawValue,
      CLIBCURL_PARTIAL_FILE.rawValue, CLIBCURL_HTTP2.rawValue, CLIBCURL_HTTP2_STREAM.rawValue:
      .interrupted
    case CLIBCURL_WEIRD_SERVER_REPLY.rawValue, CLIBCURL_UNSUPPORTED_PROTOCOL.rawValue: .notHTTP
    default: .unusable
    }
  }
}

/// What has come of an answer; a class, since C code holds a pointer to it.
private final class Received {
  let bodyLimit: Int
  var fields: HTTPFields = []
  var body: [UInt8] = []
  var isTooLarge = false

  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
  }

  func take(line: UnsafeRawBufferPointer) {
    if line.starts(with: "HTTP/".utf8) {
      // The head of a further answer: what came before was an interim one (100, 103).
      fields = []
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
      let value = line[(colon + 1)...].drop(while: isBlank)
      let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
      fields.append(
        String(decoding: line[..<colon], as: UTF8.self), String(decoding: value[..<end], as: UTF8.self))
    }
  }
}

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  guard received.body.count + length <= received.bodyLimit else {
    received.isTooLarge = true
    return 0
  }
  received.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
  return length
}

private func takeHead(
  _ bytes: UnsafeMutablePointer<CChar>, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
  received.take(line: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return size * count
}
