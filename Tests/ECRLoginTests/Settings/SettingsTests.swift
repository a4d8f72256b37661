import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct SettingsTests {
  static func settings(
    flags: ParsedArguments = [:], _ variables: [String: String] = [:], file: String = "{}"
  ) throws -> Settings {
    Settings(
      flags: flags, environment: Environment(variables),
      file: try ConfigurationFile([UInt8](file.utf8), path: "/etc/config.json"))
  }

  /// The file with one key, in the type that the key has.
  static func file(_ key: String?, _ value: String) -> String {
    guard let key else { return "{}" }
    return key == "durationSeconds" ? #"{"\#(key)":\#(value)}"# : #"{"\#(key)":"\#(value)"}"#
  }

  @Test("A flag wins over the variables, those over the file", arguments: Setting.allCases)
  func precedence(_ setting: Setting) throws {
    let definition = SettingDefinition.of(setting)
    let file = Self.file(definition.fileKey, "900")
    let variables = definition.variables.map(\.name)
    var environment = Dictionary(uniqueKeysWithValues: variables.map { ($0, "of \($0)") })

    let flag = try Self.settings(flags: [definition.option: "flag"], environment, file: file)[setting]
    #expect(flag == Settings.Sourced(value: "flag", source: OptionDefinition.of(definition.option).flag))
    // The first variable wins; without it, or with nothing in it, the next.
    for variable in variables {
      let sourced = try Self.settings(environment, file: file)[setting]
      #expect(sourced == Settings.Sourced(value: "of \(variable)", source: variable))
      environment[variable] = ""
    }
    let last = try Self.settings(environment, file: file)[setting]
    let fromFile = definition.fileKey.map { Settings.Sourced(value: "900", source: "\($0) in /etc/config.json") }
    #expect(last == fromFile)
    #expect(try Self.settings(environment)[setting] == nil)
  }

  @Test("An empty flag, and an empty value in the file, count as not given")
  func empty() throws {
    #expect(try Self.settings(flags: [.audience: ""], ["ECR_LOGIN_AUDIENCE": "a"])[.audience]?.value == "a")
    #expect(try Self.settings(file: #"{"audience":""}"#)[.audience] == nil)
  }

  @Test("AWS_REGION wins over AWS_DEFAULT_REGION")
  func region() throws {
    let both = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"]
    #expect(try Self.settings(both)[.region]?.source == "AWS_REGION")
  }

  @Test("Every value that is used has its default")
  func defaults() throws {
    let settings = try Self.settings()
    #expect(try settings.role() == nil)
    #expect(try settings.duration() == nil)
    #expect(try settings.sessionName().description == "docker-credential-bitrise")
    #expect(try settings.timeout() == .seconds(45))
    #expect(try settings.usesCache())
    #expect(!settings.isVerbose)
  }

  @Test("Inside a build the session has the build's number, as far as STS takes it")
  func sessionName() throws {
    #expect(try Self.settings(["BITRISE_BUILD_NUMBER": "42"]).sessionName().description == "bitrise-42")
    #expect(try Self.settings(["BITRISE_BUILD_NUMBER": "4 2/3"]).sessionName().description == "bitrise-4-2-3")
    #expect(try Self.settings(["BITRISE_BUILD_NUMBER": ""]).sessionName().description == "docker-credential-bitrise")
    let long = String(repeating: "1", count: 100)
    #expect(
      try Self.settings(["BITRISE_BUILD_NUMBER": long]).sessionName().description == "bitrise-" + long.prefix(56))
    #expect(
      try Self.settings(["BITRISE_BUILD_NUMBER": "42", "AWS_ROLE_SESSION_NAME": "mine"]).sessionName().description
        == "mine")
  }

  struct Timeout: Sendable, CustomTestStringConvertible {
    let text: String
    let seconds: Int?

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ seconds: Int?) {
      self.text = text
      self.seconds = seconds
    }
  }

  static let timeouts: [Timeout] = [
    Timeout("1", 1), Timeout("45", 45), Timeout("3600", 3600), Timeout("007", 7),
    Timeout("0", nil), Timeout("-1", nil), Timeout("3601", nil), Timeout("1.5", nil), Timeout("1s", nil),
    Timeout("ten", nil), Timeout(" 1", nil), Timeout("0x10", nil), Timeout("99999999999999999999", nil),
  ]

  @Test("The time for everything is a whole number of seconds, an hour at the most", arguments: timeouts)
  func timeout(_ example: Timeout) throws {
    if let seconds = example.seconds {
      #expect(try Self.settings(["ECR_LOGIN_TIMEOUT": example.text]).timeout() == .seconds(seconds))
      return
    }
    for (settings, source) in [
      (try Self.settings(["ECR_LOGIN_TIMEOUT": example.text]), "ECR_LOGIN_TIMEOUT"),
      (try Self.settings(flags: [.timeout: example.text]), "--timeout"),
    ] {
      let failure = try failure { _ = try settings.timeout() }
      #expect(failure.kind == .invalidConfiguration)
      #expect(failure.problem == "\(source) is \"\(example.text)\"")
      #expect(failure.advice == "Give a whole number of seconds from 1 to 3600.")
    }
  }

  @Test("The cache is on unless it is switched off", arguments: ["on", "ON", "true", "1", ""])
  func cacheIsOn(_ text: String) throws {
    #expect(try Self.settings(["ECR_LOGIN_CACHE": text]).usesCache())
    #expect(try !Self.settings(flags: [.cache: "true"], ["ECR_LOGIN_CACHE": text]).usesCache())
  }

  @Test("The cache is off", arguments: ["off", "Off", "false", "0"])
  func cacheIsOff(_ text: String) throws {
    #expect(try !Self.settings(["ECR_LOGIN_CACHE": text]).usesCache())
  }

  @Test("A switch of the cache that says neither is an error, which the flag passes by")
  func badCacheSwitch() throws {
    let failure = try failure { _ = try Self.settings(["ECR_LOGIN_CACHE": "No\u{1B}"]).usesCache() }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == #"ECR_LOGIN_CACHE is "No\u{1B}", which is neither on nor off. Set it to on or off."#)
    #expect(try !Self.settings(flags: [.cache: "true"], ["ECR_LOGIN_CACHE": "no"]).usesCache())
  }

  @Test("What is done is said if it was asked for")
  func verbose() throws {
    #expect(try Self.settings(["ECR_LOGIN_VERBOSE": "1"]).isVerbose)
    #expect(try Self.settings(["ECR_LOGIN_VERBOSE": "true"]).isVerbose)
    #expect(try Self.settings(flags: [.verbose: "true"], ["ECR_LOGIN_VERBOSE": "0"]).isVerbose)
    #expect(try !Self.settings(["ECR_LOGIN_VERBOSE": "0"]).isVerbose)
    #expect(try !Self.settings(flags: [.verbose: "true", .quiet: "true"], ["ECR_LOGIN_VERBOSE": "1"]).isVerbose)
    // It decides how failures are reported, and so is none itself.
    #expect(try !Self.settings(["ECR_LOGIN_VERBOSE": "loud"]).isVerbose)
  }

  struct BadValue: Sendable, CustomTestStringConvertible {
    let flags: ParsedArguments
    let variables: [String: String]
    let file: String
    let text: String

    var testDescription: String { text }

    init(
      flags: ParsedArguments = [:], _ variables: [String: String] = [:], file: String = "{}",
      saying text: String
    ) {
      self.flags = flags
      self.variables = variables
      self.file = file
      self.text = text
    }
  }

  private static let roleAdvice =
    "A role ARN is of the form arn:aws:iam::123456789012:role/NAME; the IAM console shows it."
  private static let durationAdvice =
    "Give a whole number of seconds from 900 to 43200; the role's own maximum, one hour unless it was raised, may be lower."

  static let badValues: [BadValue] = [
    BadValue(
      flags: [.roleARN: "ci"],
      saying: "the role ARN \"ci\" is not the ARN of an IAM role (from --role-arn). \(roleAdvice)"),
    BadValue(
      ["AWS_ROLE_ARN": "arn:aws:iam::123456789012:user/ci"],
      saying:
        "the role ARN \"arn:aws:iam::123456789012:user/ci\" does not end in role/ and a name of 1 to 64 characters "
        + "(from AWS_ROLE_ARN). \(roleAdvice)"),
    BadValue(
      file: #"{"roleArn":"arn:aws:s3:::a-bucket-of-mine"}"#,
      saying: "the role ARN \"arn:aws:s3:::a-bucket-of-mine\" is not the ARN of an IAM role "
        + "(from roleArn in /etc/config.json). \(roleAdvice)"),
    BadValue(
      file: #"{"durationSeconds":60}"#,
      saying: "the session duration \"60\" is not one that STS takes (from durationSeconds in /etc/config.json). "
        + durationAdvice),
    BadValue(
      ["ECR_LOGIN_DURATION_SECONDS": "1h"],
      saying: "the session duration \"1h\" is not one that STS takes (from ECR_LOGIN_DURATION_SECONDS). "
        + durationAdvice),
    BadValue(
      ["AWS_ROLE_SESSION_NAME": "my build"],
      saying: "the session name \"my build\" is not one that STS takes (from AWS_ROLE_SESSION_NAME). "
        + "Use 2 to 64 characters of A-Z, a-z, 0-9 and _+=,.@- only."),
  ]

  @Test("A value that cannot be used is named with its source", arguments: badValues)
  func badValue(_ example: BadValue) throws {
    let settings = try Self.settings(flags: example.flags, example.variables, file: example.file)
    let failure = try failure {
      _ = try settings.role()
      _ = try settings.duration()
      _ = try settings.sessionName()
    }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == example.text)
  }

  @Test("Good values are read from wherever they are")
  func goodValues() throws {
    #expect(try Self.settings(["AWS_ROLE_ARN": Sample.role]).role()?.description == Sample.role)
    #expect(try Self.settings(file: #"{"durationSeconds":900}"#).duration()?.seconds == 900)
    #expect(try Self.settings(flags: [.durationSeconds: "43200"]).duration()?.seconds == 43_200)
  }
}
