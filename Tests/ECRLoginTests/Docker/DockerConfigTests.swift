import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// What one command does to config.json.
enum ConfigEdit: String, Sendable, CaseIterable {
  case login
  case marker
  case configure
  case logout
  case unconfigure

  func apply(to config: inout DockerConfig, host: String = ConfigSample.host) {
    switch self {
    case .login: config.setCredentials(of: host, username: "AWS", password: Secret(ECRAnswer.password))
    case .marker: config.setEmptyEntry(of: host)
    case .configure:
      config.setHelper("bitrise", for: host)
      config.removeCredentials(of: host)
    case .logout: config.removeCredentials(of: host)
    case .unconfigure: config.removeHelper("bitrise", for: host)
    }
  }

  func applied(to bytes: [UInt8]) throws -> [UInt8] {
    var config = try DockerConfig(bytes)
    apply(to: &config)
    return config.bytes
  }

  func applied(to text: String) throws -> String {
    String(decoding: try applied(to: Array(text.utf8)), as: UTF8.self)
  }
}

@Suite struct DockerConfigTests {
  /// An edit, to the byte; HOST and AUTH stand for the host and what login writes for it.
  struct Case: Sendable, CustomTestStringConvertible {
    let edit: ConfigEdit
    let old: String
    let new: String

    var testDescription: String { "\(edit.rawValue) \(old.debugDescription)" }

    init(_ edit: ConfigEdit, _ old: String, _ new: String) {
      self.edit = edit
      self.old = Self.filled(old)
      self.new = Self.filled(new)
    }

    private static func filled(_ text: String) -> String {
      text.replacing("HOST", with: ConfigSample.host).replacing("AUTH", with: ECRAnswer.authorizationToken)
        .replacing("ESCAPED", with: "\\u0031\(ConfigSample.host.dropFirst())")
    }
  }

  private static let fresh = "{\n\t\"auths\": {\n\t\t\"HOST\": {\n\t\t\t\"auth\": \"AUTH\"\n\t\t}\n\t}\n}"
  private static let freshHelper = "{\n\t\"credHelpers\": {\n\t\t\"HOST\": \"bitrise\"\n\t}\n}"

  static let logins: [Case] = [
    // A new file is written as docker writes it.
    Case(.login, "", fresh), Case(.login, " \n", fresh), Case(.login, "{}", fresh),
    Case(.login, "{ \n }\n", fresh + "\n"),
    Case(.login, "{\n\t\"auths\": {}\n}", fresh), Case(.login, "{\n\t\"auths\": {\n\t}\n}", fresh),
    Case(.login, fresh.replacing("AUTH", with: "b2xk"), fresh), Case(.login, fresh, fresh),
    // A new entry stands where docker would put it, laid out as its neighbours are.
    Case(
      .login, "{\n\t\"auths\": {\n\t\t\"ghcr.io\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t}\n\t}\n}",
      "{\n\t\"auths\": {\n\t\t\"ghcr.io\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t},\n\t\t\"HOST\": {\n\t\t\t\"auth\": \"AUTH\"\n\t\t}\n\t}\n}"
    ),
    Case(
      .login, "{\n  \"auths\": {\n    \"a\": {}\n  },\n  \"credHelpers\": {}\n}\n",
      "{\n  \"auths\": {\n    \"a\": {},\n    \"HOST\": {\n      \"auth\": \"AUTH\"\n    }\n  },\n  \"credHelpers\": {}\n}\n"
    ),
    Case(
      .login, "{\n    \"x\": 1\n}\n",
      "{\n    \"x\": 1,\n    \"auths\": {\n        \"HOST\": {\n            \"auth\": \"AUTH\"\n        }\n    }\n}\n"),
    Case(
      .login, "{\r\n  \"auths\": {}\r\n}\r\n",
      "{\r\n  \"auths\": {\r\n    \"HOST\": {\r\n      \"auth\": \"AUTH\"\r\n    }\r\n  }\r\n}\r\n"),
    Case(.login, #"{"auths":{"a":{}},"x":1}"#, #"{"auths":{"a":{},"HOST":{"auth":"AUTH"}},"x":1}"#),
    Case(.login, #"{"x":1}"#, #"{"x":1,"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(.login, #"{ "auths": { "a": {} } }"#, #"{ "auths": { "a": {}, "HOST": {"auth": "AUTH"} } }"#),
    Case(
      .login, "{\"x\": 1,\n \"auths\": {\"a\": {},\n  \"b\": {}}}",
      "{\"x\": 1,\n \"auths\": {\"a\": {},\n  \"b\": {},\n  \"HOST\": {\"auth\": \"AUTH\"}}}"),
    Case(.login, "\n {\"auths\":{}} \n", "\n {\"auths\":{\"HOST\":{\"auth\":\"AUTH\"}}} \n"),
    // What is null is as good as missing.
    Case(.login, #"{"auths": null, "x": 1}"#, #"{"auths": {"HOST": {"auth": "AUTH"}}, "x": 1}"#),
    // The entry itself is replaced where it stands, whatever it was.
    Case(
      .login, #"{"auths":{"a":{},"HOST":{"auth":"b","identitytoken":"t"},"c":{}}}"#,
      #"{"auths":{"a":{},"HOST":{"auth":"AUTH"},"c":{}}}"#),
    Case(.login, #"{"auths":{"HOST" : null , "c":{}}}"#, #"{"auths":{"HOST" : {"auth":"AUTH"} , "c":{}}}"#),
    Case(
      .login, #"{"auths":{"ESCAPED":{},"a":{}}}"#, #"{"auths":{"ESCAPED":{"auth":"AUTH"},"a":{}}}"#),
    // Other spellings, which Docker would find too, go; repositories' and other ports' entries stay.
    Case(.login, #"{"auths":{"https://HOST/v2/":{"auth":"b"}}}"#, #"{"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .login, #"{"auths":{"https://HOST":{}, "a":{}, "HOST:443":{}, "HOST/r":{}, "HOST:8443":{}}}"#,
      #"{"auths":{ "a":{}, "HOST/r":{}, "HOST:8443":{}, "HOST":{"auth":"AUTH"}}}"#),
    // Decoders take the last of several; of the host's own entries no other stays.
    Case(
      .login, #"{"auths":{"a":{}},"auths":{"b":{}}}"#, #"{"auths":{"a":{}},"auths":{"b":{},"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .login, #"{"auths":{"HOST":{},"HOST":{}}}"#, #"{"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .marker, #"{"auths":{ "HOST":{"auth":"b"}, "a":{}, "ESCAPED":{"auth":"c"}, "HOST":{"auth":"d"} ,"z":{}}}"#,
      #"{"auths":{ "a":{}, "HOST":{} ,"z":{}}}"#),
    // An empty or escaped section among others that are as good as missing, and several new things at once.
    Case(
      .login, #"{"auths":null,"x":1, "auths":null}"#, #"{"x":1, "auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(.login, #"{"\u0061uths":{"a":{}}}"#, #"{"\u0061uths":{"a":{},"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .configure, #"{"credHelpers":null,"credHelpers":null,"auths":{"a":{},"HOST":{}}}"#,
      #"{"credHelpers":{"HOST":"bitrise"},"auths":{"a":{}}}"#),
    Case(
      .configure, #"{"Auths":{"HOST":{}, "a":{}},"auths":{"HOST":1}}"#,
      #"{"Auths":{ "a":{}},"auths":{},"credHelpers":{"HOST":"bitrise"}}"#),
    // Another case is Docker's section too, but others know the exact one only.
    Case(
      .login, #"{"Auths":{"a":{}},"auths":{"b":{}},"AUTHS":{"c":{}}}"#,
      #"{"Auths":{"a":{}},"auths":{"b":{},"HOST":{"auth":"AUTH"}},"AUTHS":{"c":{}}}"#),
    Case(.login, #"{"Auths":{"a":{}},"x":1}"#, #"{"Auths":{"a":{}},"x":1,"auths":{"HOST":{"auth":"AUTH"}}}"#),
    // What another section has for the host would win over the new entry.
    Case(
      .login, #"{"auths":{"a":{}},"Auths":{"HOST":{"auth":"b"},"c":{}}}"#,
      #"{"auths":{"a":{},"HOST":{"auth":"AUTH"}},"Auths":{"c":{}}}"#),
    Case(
      .marker, #"{"auths":{"a":{},"HOST":{"auth":"b"}},"credsStore":"pass"}"#,
      #"{"auths":{"a":{},"HOST":{}},"credsStore":"pass"}"#),
    Case(.marker, "", "{\n\t\"auths\": {\n\t\t\"HOST\": {}\n\t}\n}"),
    Case(.marker, #"{"auths":{"https://HOST":{"auth":"b"}}}"#, #"{"auths":{"HOST":{}}}"#),
  ]

  static let others: [Case] = [
    Case(.configure, "", freshHelper), Case(.configure, freshHelper, freshHelper),
    Case(
      .configure, "{\n  \"credHelpers\": {\n    \"a\": \"b\"\n  }\n}\n",
      "{\n  \"credHelpers\": {\n    \"a\": \"b\",\n    \"HOST\": \"bitrise\"\n  }\n}\n"),
    Case(.configure, #"{"credHelpers":{"HOST":"ecr-login","a":"b"}}"#, #"{"credHelpers":{"HOST":"bitrise","a":"b"}}"#),
    Case(
      .configure, #"{"auths":{"https://HOST/v2/":{},"HOST":{},"HOST/r":{}}}"#,
      #"{"auths":{"HOST/r":{}},"credHelpers":{"HOST":"bitrise"}}"#),
    Case(.configure, #"{"auths":{"HOST":{}}}"#, #"{"auths":{},"credHelpers":{"HOST":"bitrise"}}"#),
    Case(
      .configure, #"{"credHelpers":{},"CredHelpers":{"HOST":"ecr-login","a":"b"}}"#,
      #"{"credHelpers":{"HOST":"bitrise"},"CredHelpers":{"a":"b"}}"#),
    Case(.logout, "{\n\t\"auths\": {\n\t\t\"HOST\": {}\n\t}\n}", "{\n\t\"auths\": {}\n}"),
    Case(
      .logout, "{\n\t\"auths\": {\n\t\t\"HOST\": {},\n\t\t\"b\": {}\n\t}\n}", "{\n\t\"auths\": {\n\t\t\"b\": {}\n\t}\n}"
    ),
    Case(
      .logout, "{\n\t\"auths\": {\n\t\t\"a\": {},\n\t\t\"HOST\": {},\n\t\t\"b\": {}\n\t}\n}",
      "{\n\t\"auths\": {\n\t\t\"a\": {},\n\t\t\"b\": {}\n\t}\n}"),
    Case(
      .logout, "{\n\t\"auths\": {\n\t\t\"a\": {},\n\t\t\"HOST\": {}\n\t}\n}", "{\n\t\"auths\": {\n\t\t\"a\": {}\n\t}\n}"
    ),
    Case(
      .logout, #"{"auths":{"HOST":{},"https://HOST/":{},"HOST/r":{},"HOST":1},"Auths":{"HOST":{}}}"#,
      #"{"auths":{"HOST/r":{}},"Auths":{}}"#),
    Case(.logout, #"{"credHelpers":{"HOST":"bitrise"}}"#, #"{"credHelpers":{"HOST":"bitrise"}}"#),
    Case(.unconfigure, #"{"credHelpers":{"HOST":"bitrise","a":"b"}}"#, #"{"credHelpers":{"a":"b"}}"#),
    // An empty section means nothing, and may be one that configure has made.
    Case(.unconfigure, #"{"credHelpers":{"HOST":"bitrise"}, "x":1}"#, #"{ "x":1}"#),
    Case(.unconfigure, #"{"CredHelpers":null,"credHelpers":{"HOST":"bitrise"}}"#, "{}"),
    Case(.unconfigure, #"{"credHelpers":{}}"#, #"{"credHelpers":{}}"#),
    // One host gets one entry: what names no program goes, in every spelling.
    Case(
      .login, #"{"credHelpers":{"HOST":"","a":"b"}}"#, #"{"credHelpers":{"a":"b"},"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .login, #"{"credHelpers":{"HOST":null,"a":""}}"#, #"{"credHelpers":{"a":""},"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(.login, #"{"credHelpers":{"https://HOST/v2/":"","HOST:443":null}}"#, #"{"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(
      .login, #"{"CredHelpers":{"HOST":5},"credHelpers":{"a":"b"}}"#,
      #"{"CredHelpers":{},"credHelpers":{"a":"b"},"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(.marker, #"{"credHelpers":{"HOST":""},"credsStore":"x"}"#, #"{"credsStore":"x","auths":{"HOST":{}}}"#),
    Case(.configure, #"{"credHelpers":{"https://HOST":"","HOST":null}}"#, #"{"credHelpers":{"HOST":"bitrise"}}"#),
    Case(
      .login, #"{"credHelpers":{"https://HOST":"x"}}"#,
      #"{"credHelpers":{"https://HOST":"x"},"auths":{"HOST":{"auth":"AUTH"}}}"#),
    Case(.unconfigure, #"{"credHelpers":{"HOST":"ecr-login"}}"#, #"{"credHelpers":{"HOST":"ecr-login"}}"#),
    Case(.unconfigure, #"{"auths":{"HOST":{}}}"#, #"{"auths":{"HOST":{}}}"#),
    Case(.unconfigure, #"{"credHelpers":{"HOST":"","a":"b"}}"#, #"{"credHelpers":{"a":"b"}}"#),
    Case(.unconfigure, #"{"credHelpers":{"https://HOST":null,"a":""}}"#, #"{"credHelpers":{"a":""}}"#),
    Case(.logout, #"{"credHelpers":{"HOST":"","a":"b"}}"#, #"{"credHelpers":{"a":"b"}}"#),
    Case(
      .logout, #"{"auths":{"HOST":{},"x":{}},"credHelpers":{"HOST":null,"a":"b"}}"#,
      #"{"auths":{"x":{}},"credHelpers":{"a":"b"}}"#),
    // What changes nothing changes no byte, wherever there is nothing to take out.
    Case(.logout, "", ""), Case(.logout, " \n", " \n"), Case(.logout, "{ }", "{ }"), Case(.unconfigure, "", ""),
    Case(.logout, #"{"auths":{ "a" : {} } }"#, #"{"auths":{ "a" : {} } }"#),
    Case(.logout, "{\"auths\":null}\n", "{\"auths\":null}\n"),
  ]

  @Test("A login, to the byte", arguments: logins)
  func login(_ example: Case) throws {
    #expect(try example.edit.applied(to: example.old) == example.new)
  }

  @Test("Every other edit, to the byte", arguments: others)
  func edit(_ example: Case) throws {
    #expect(try example.edit.applied(to: example.old) == example.new)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let failure: DockerConfigFailure

    var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }

    init(_ text: String, _ failure: DockerConfigFailure) {
      bytes = Array(text.utf8)
      self.failure = failure
    }

    init(_ bytes: [UInt8], _ failure: DockerConfigFailure) {
      self.bytes = bytes
      self.failure = failure
    }

    init(_ text: String, expecting expected: String, line: Int = 1, column: Int) {
      self.init(text, .notJSON(expected: expected, line: line, column: column))
    }
  }

  static let refusals: [Refusal] = [
    Refusal("\u{FEFF}{}", .byteOrderMark), Refusal("\u{FEFF}", .byteOrderMark),
    // UTF-16, Latin 1, half a character, an overlong slash, a surrogate.
    Refusal([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], .notUTF8),
    Refusal(Array("{\"".utf8) + [0xE9] + Array("\":1}".utf8), .notUTF8),
    Refusal(Array("{}".utf8) + [0xC3], .notUTF8),
    Refusal(Array("{\"".utf8) + [0xC0, 0xAF] + Array("\":1}".utf8), .notUTF8),
    Refusal(Array("{\"".utf8) + [0xED, 0xA0, 0x80] + Array("\":1}".utf8), .notUTF8),
    // JSON, but no object.
    Refusal("[]", .notAnObject), Refusal("\"auths\"", .notAnObject), Refusal("null", .notAnObject),
    Refusal(" 12\n", .notAnObject), Refusal("[{\"auths\":{}}]", .notAnObject), Refusal("true", .notAnObject),
    // No JSON.
    Refusal("{", expecting: "a key in quotes", column: 2), Refusal("auths", expecting: "a value", column: 1),
    Refusal("{}\n{}", expecting: "the end of the file", line: 2, column: 1),
    Refusal("{}\n\n  x", expecting: "the end of the file", line: 3, column: 3),
    Refusal("{\n\t\"auths\": {}\n", expecting: "the end of an array or object", line: 3, column: 1),
    Refusal("{\n\t\"auths\": {},\n}\n", expecting: "a key in quotes", line: 3, column: 1),
    Refusal("{\r\n\t\"é\" 1}\n", expecting: "\":\"", line: 2, column: 7),
    Refusal("// c\n{}", expecting: "a value", column: 1),
    Refusal("{\"a\": 01}", expecting: "\",\" or \"}\"", column: 8),
    Refusal("{\"a\": \"\t\"}", expecting: "an escape in place of a control character", column: 8),
    Refusal("{\"auths\": {\"a\": {}}", expecting: "the end of an array or object", column: 20),
    Refusal("[1,", expecting: "a value", column: 4), Refusal("{\"a\":\u{0}}", expecting: "a value", column: 6),
    // Within the sections, which are read otherwise than the rest.
    Refusal("{\"auths\":{\"a\":{},}}", expecting: "a key in quotes", column: 18),
    Refusal("{\n\"auths\":{\n\"a\" {}}}", expecting: "\":\"", line: 3, column: 5),
    Refusal("{\"auths\":{\"a\":}}", expecting: "a value", column: 15),
    Refusal("{\"auths\":{\"a\":{]}}", expecting: "a key in quotes", column: 16),
    Refusal("{\"auths\":{\"a\":{}]}", expecting: "\",\" or \"}\"", column: 17),
    Refusal("{\"auths\":{\"a\":{}", expecting: "the end of an array or object", column: 17),
    Refusal("{\"auths\":{\"a", expecting: "the end of a string", column: 13),
    Refusal("{\"auths\":{\"\\x\":1}}", expecting: "one of \"\\/bfnrtu after a backslash", column: 13),
    Refusal("{\"CREDHELPERS\":{1:2}}", expecting: "a key in quotes", column: 17),
    Refusal("{\"\\u0061uths\":{1:2}}", expecting: "a key in quotes", column: 16),
    Refusal("{\"credHelpers\":{\"h\":\"x\"},\"auths\":{}", expecting: "the end of an array or object", column: 36),
    // What is wrong first is said, also where there is a wrong type before it, or it is no object.
    Refusal("{\"auths\":1,}", expecting: "a key in quotes", column: 12),
    Refusal("[] x", expecting: "the end of the file", column: 4),
    Refusal("1 x", expecting: "the end of the file", column: 3),
    // Types that are not Docker's.
    Refusal(#"{"auths":[]}"#, .wrongType(key: "auths")), Refusal(#"{"auths":"x"}"#, .wrongType(key: "auths")),
    Refusal(#"{"auths":0}"#, .wrongType(key: "auths")), Refusal(#"{"Auths":false}"#, .wrongType(key: "Auths")),
    Refusal(#"{"credHelpers":["a"]}"#, .wrongType(key: "credHelpers")),
    Refusal(#"{"credHelpers":"bitrise"}"#, .wrongType(key: "credHelpers")),
    Refusal(#"{"credsStore":1}"#, .wrongType(key: "credsStore")),
    Refusal(#"{"credsStore":{"a":"b"}}"#, .wrongType(key: "credsStore")),
    Refusal(#"{"auths":{},"auths":1}"#, .wrongType(key: "auths")),
  ]

  @Test("What Docker would not read is refused", arguments: refusals)
  func refused(_ example: Refusal) {
    #expect(throws: example.failure) { try DockerConfig(example.bytes) }
  }

  @Test("A file that was cut off anywhere is refused, and a whole one is not", arguments: ConfigSample.docker)
  func truncated(_ sample: ConfigSample) throws {
    let whole = sample.text.trimmingWhitespace()
    for length in 1..<whole.utf8.count {
      let bytes = Array(whole.utf8.prefix(length))
      #expect(throws: DockerConfigFailure.self) { try DockerConfig(bytes) }
    }
    #expect(throws: Never.self) { try DockerConfig(Array(whole.utf8)) }
  }
}
