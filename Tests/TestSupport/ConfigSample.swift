/// A config.json as somebody has written it.
package struct ConfigSample: Sendable, CustomStringConvertible {
  package let description: String
  package let text: String

  package init(_ description: String, _ text: String) {
    self.description = description
    self.text = text
  }

  package var bytes: [UInt8] { Array(text.utf8) }

  /// The host that the tests log in to.
  package static let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"

  package static let all: [ConfigSample] = docker + others + odd + spellings + large

  /// Docker writes tabs and no line break at the end.
  package static let docker: [ConfigSample] = [
    ConfigSample("docker, nobody logged in", "{\n\t\"auths\": {}\n}"),
    ConfigSample(
      "docker, one registry", "{\n\t\"auths\": {\n\t\t\"ghcr.io\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t}\n\t}\n}"),
    ConfigSample(
      "docker, the host itself",
      "{\n\t\"auths\": {\n\t\t\"\(host)\": {\n\t\t\t\"auth\": \"b2xkOm9sZA==\"\n\t\t}\n\t}\n}"),
    ConfigSample(
      "docker, with a store and everything else",
      """
      {
      \t"auths": {
      \t\t"https://index.docker.io/v1/": {}
      \t},
      \t"HttpHeaders": {
      \t\t"X-Meta": "\\u003ca\\u003e"
      \t},
      \t"psFormat": "table {{.ID}}\\\\t{{.Names}}",
      \t"detachKeys": "ctrl-e,e",
      \t"credsStore": "pass",
      \t"proxies": {
      \t\t"default": {
      \t\t\t"httpProxy": "http://p:3128",
      \t\t\t"noProxy": "localhost"
      \t\t}
      \t},
      \t"currentContext": "default",
      \t"plugins": {
      \t\t"x": {
      \t\t\t"hooks": "a,b"
      \t\t}
      \t},
      \t"features": {
      \t\t"buildkit": "true"
      \t}
      }
      """),
    ConfigSample(
      "docker, with helpers",
      "{\n\t\"auths\": {},\n\t\"credHelpers\": {\n\t\t\"\(host)\": \"bitrise\",\n\t\t\"gcr.io\": \"gcloud\"\n\t}\n}"),
    ConfigSample("docker, helpers only", "{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcloud\"\n\t}\n}"),
    ConfigSample(
      "docker desktop",
      "{\n\t\"auths\": {},\n\t\"credsStore\": \"desktop\",\n\t\"currentContext\": \"desktop-linux\"\n}\n"),
  ]

  package static let others: [ConfigSample] = [
    ConfigSample(
      "podman",
      "{\n\t\"auths\": {\n\t\t\"quay.io/team\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t},\n\t\t\"quay.io\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t}\n\t},\n\t\"credHelpers\": {}\n}"
    ),
    ConfigSample(
      "kubelet", #"{"auths":{"ghcr.io":{"username":"u","password":"p","email":"e@x","auth":"dTpw"}}}"#),
    ConfigSample("kubelet, with a line break", "{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpw\"}}}\n"),
    ConfigSample("identity tokens", #"{"auths":{"r.azurecr.io":{"auth":"MDA=","identitytoken":"t"}}}"#),
    ConfigSample("oras, keys sorted", "{\n\t\"auths\": {},\n\t\"credsStore\": \"\",\n\t\"zzz\": null\n}"),
    ConfigSample(
      "two spaces",
      "{\n  \"auths\": {\n    \"ghcr.io\": {\n      \"auth\": \"dTpw\"\n    }\n  },\n  \"credHelpers\": {\n    \"gcr.io\": \"gcloud\"\n  }\n}\n"
    ),
    ConfigSample(
      "four spaces",
      "{\n    \"auths\": {\n        \"ghcr.io\": {\n            \"auth\": \"dTpw\"\n        }\n    }\n}\n"),
    ConfigSample(
      "line breaks of Windows",
      "{\r\n  \"auths\": {\r\n    \"ghcr.io\": {\r\n      \"auth\": \"dTpw\"\r\n    }\r\n  }\r\n}\r\n"),
    ConfigSample(
      "minified", #"{"auths":{"ghcr.io":{"auth":"dTpw"}},"credHelpers":{"gcr.io":"gcloud"},"credsStore":"pass"}"#),
    ConfigSample("one line with spaces", #"{ "auths": { "ghcr.io": { "auth": "dTpw" } }, "experimental": "enabled" }"#),
    ConfigSample("no sections, unknown keys", "{\n  \"a\": [1, 2],\n  \"b\": {\"c\": null}\n}"),
    ConfigSample("sections at the end", #"{"first":1,"second":[{"auths":{}}],"auths":{"a.example":{}}}"#),
    ConfigSample(
      "sections in the middle", #"{"first":1,"credHelpers":{"a.example":"x"},"auths":{"a.example":{}},"last":{}}"#),
  ]

  package static let odd: [ConfigSample] = [
    ConfigSample("empty", ""), ConfigSample("white space", " \n\t\r\n"), ConfigSample("an empty object", "{}"),
    ConfigSample("an empty object with space in it", "{ \n }\n"),
    ConfigSample("space around", " \n{\"auths\":{}} \n\n"),
    ConfigSample("sections that are null", #"{"auths": null, "credHelpers": null, "credsStore": null}"#),
    ConfigSample("sections that are empty with space in them", "{\"auths\": { \n }, \"credHelpers\": {\t}}"),
    ConfigSample(
      "odd spacing",
      "{\"auths\" :{\"ghcr.io\"\n:\n{ }\n,\"quay.io\":{}},\n\n  \"x\":1 ,\"credHelpers\":\t{ \"gcr.io\" :\"gcloud\"}  }"
    ),
    ConfigSample(
      "numbers in every spelling", #"{"a":1e400,"b":1.0,"c":-0,"d":1E+2,"e":12345678901234567890,"auths":{}}"#),
    ConfigSample(
      "escapes in strings", #"{"a":"\u003c\/\"\\\ud83d\ude00\ud800","auths":{"ghcr.io":{"auth":"dTpw"}},"é":"é"}"#),
    ConfigSample(
      "escapes in keys", #"{"\u0061uths":{"gh\u0063r.io":{}},"cred\u0048elpers":{"gcr.io":"g"},"\ud800":1}"#),
    ConfigSample(
      "the host by escapes", #"{"auths":{"\#(host.replacing("d", with: "\\u0064"))":{"auth":"b2xkOm9sZA=="}}}"#),
    ConfigSample("duplicate keys", #"{"auths":{"a":{}},"x":1,"auths":{"b":{}},"x":2}"#),
    ConfigSample("duplicate hosts", #"{"auths":{"\#(host)":{"auth":"YTpi"},"a":{},"\#(host)":{"auth":"YzpkCg=="}}}"#),
    ConfigSample("another case beside it", #"{"Auths":{"a":{}},"auths":{"b":{}},"AUTHS":{"c":{}}}"#),
    ConfigSample("another case alone", #"{"Auths":{"a":{}},"CREDHELPERS":{"gcr.io":"g"},"x":1}"#),
    ConfigSample(
      "entries with unknown keys", #"{"auths":{"ghcr.io":{"auth":"dTpw","x":[1,{}]},"h":{"auth":"YTpi","y":1}}}"#),
    ConfigSample(
      "entries of other types", #"{"auths":{"a":null,"b":[],"c":1,"d":"x"},"credHelpers":{"e":null,"f":2}}"#),
    ConfigSample("keys that only begin so", #"{"auths2":{},"auth":{},"credHelper":{},"credsStores":"x"}"#),
    ConfigSample("a key that is empty", #"{"":{"":""},"auths":{"":{}}}"#),
  ]

  /// A host's entry under other names that Docker takes for it, or not.
  package static let spellings: [ConfigSample] =
    [
      "https://HOST", "https://HOST/", "https://HOST/v2/", "https://HOST/v1/", "https://HOST/v1", "HOST/v1/x",
      "http://HOST", "HOST:443", "HOST/",
      "HOST/v2",
      "https://HOST:443/v2/", "HOST/repository", "https://HOST/repository", "HOST:8443", "xHOST", "HOST.example",
      "HOST/v2/repository",
    ].map { ConfigSample("entry \($0)", entry($0.replacing("HOST", with: host))) } + [
      ConfigSample("entry in upper case", entry(host.uppercased())),
      ConfigSample("entry in upper case with scheme", entry("HTTPS://\(host.uppercased())/v2/")),
      ConfigSample(
        "all spellings", all(of: ["https://\(host)", host, "\(host):443", "\(host)/repository", "other.example"])),
    ]

  private static func entry(_ key: String) -> String { all(of: [key]) }

  private static func all(of keys: [String]) -> String {
    let entries = keys.map { "    \"\($0)\": {\n      \"auth\": \"b2xkOm9sZA==\"\n    }" }.joined(separator: ",\n")
    return "{\n  \"auths\": {\n\(entries)\n  }\n}\n"
  }

  package static let large: [ConfigSample] = [
    ConfigSample("a long value", #"{"a":"\#(String(repeating: "x", count: 100_000))","auths":{}}"#),
    ConfigSample(
      "hundreds of hosts",
      #"{"auths":{\#((0..<500).map { #""h\#($0).example":{"auth":"dTpw"}"# }.joined(separator: ","))}}"#),
    ConfigSample(
      "a value of any depth",
      #"{"deep":\#(String(repeating: "[", count: 100_000))\#(String(repeating: "]", count: 100_000)),"auths":{}}"#),
    ConfigSample(
      "an entry of any depth",
      #"{"auths":{"a":\#(String(repeating: #"{"a":"#, count: 10_000))1\#(String(repeating: "}", count: 10_000))}}"#),
  ]
}
