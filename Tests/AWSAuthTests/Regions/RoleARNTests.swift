import AWSAuth
import TestSupport
import Testing

@Suite struct RoleARNTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    var partition = "aws"
    var account = "123456789012"

    var testDescription: String { text.prefix(80).description }
  }

  private static let prefix = "arn:aws:iam::123456789012:role/"

  static let cases: [Case] = [
    Case(text: "\(prefix)deploy"),
    Case(text: "\(prefix)ci/bitrise/deploy"),
    Case(text: "\(prefix)_+=,.@-"),
    Case(text: "arn:aws:iam::000000000001:role/deploy", account: "000000000001"),
    Case(text: "arn:aws-cn:iam::123456789012:role/deploy", partition: "aws-cn"),
    Case(text: "arn:aws-us-gov:iam::123456789012:role/deploy", partition: "aws-us-gov"),
    Case(text: "arn:aws-eusc:iam::123456789012:role/deploy", partition: "aws-eusc"),
    // The bounds: a name of 1 to 64 characters, 2048 in all.
    Case(text: "\(prefix)r"),
    Case(text: prefix + String(repeating: "n", count: 64)),
    Case(text: prefix + String(repeating: "p", count: 2048 - prefix.utf8.count - 2) + "/n"),
  ]

  @Test("A role's ARN gives its partition and account", arguments: cases)
  func reads(_ test: Case) throws {
    let role = try RoleARN(test.text)
    #expect(role.description == test.text)
    #expect("\(role)" == test.text)
    #expect(role.partition.id == test.partition)
    #expect(role.account == test.account)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let quoted: String
    let what: String

    var testDescription: String { "\(quoted.prefix(60)): \(what)" }

    init(_ text: String, _ what: String, quoted: String? = nil) {
      self.text = text
      self.quoted = quoted ?? text
      self.what = what
    }
  }

  private static let notRole = "is not the ARN of an IAM role"
  private static let noAccount = "has no account of twelve digits"
  private static let noName = "does not end in role/ and a name of 1 to 64 characters"
  private static let foreign = "has white space or a character outside ASCII in it"

  static let refusals: [Refusal] = [
    // Length first, since STS names it first.
    Refusal("", "is not the ARN of an IAM role"),
    Refusal("deploy", "is not the ARN of an IAM role"),
    Refusal("arn:aws:iam::1:role", "has 19 characters; STS takes 20 to 2048"),
    Refusal("arn:aws:iam::1:role/", noAccount),
    Refusal(
      prefix + String(repeating: "n", count: 2049 - prefix.utf8.count), "has 2049 characters; STS takes 20 to 2048",
      quoted: prefix + String(repeating: "n", count: 200 - prefix.utf8.count) + "…"),
    // What pasting brings along.
    Refusal("\(prefix)deploy ", foreign), Refusal("\(prefix)deploy\n", foreign, quoted: "\(prefix)deploy "),
    Refusal(" \(prefix)deploy", foreign), Refusal("\(prefix)déploy", foreign),
    Refusal("\(prefix)deploy\u{200B}", foreign, quoted: "\(prefix)deploy\\u{200B}"),
    // Not the ARN of a role.
    Refusal("123456789012:role/deploy", notRole), Refusal("xrn:aws:iam::123456789012:role/deploy", notRole),
    Refusal("arn:aws:sts::123456789012:assumed-role/deploy/x", notRole),
    Refusal("arn:aws:iam:us-east-1:123456789012:role/deploy", notRole),
    Refusal("arn:aws:iam::123456789012", notRole), Refusal("role/deploy-of-the-whole-thing", notRole),
    Refusal("arn:aws-x:iam::123456789012:role/deploy", #"names no partition of AWS: "aws-x""#),
    Refusal("arn::iam::123456789012:role/deploy", #"names no partition of AWS: """#),
    Refusal("arn:AWS:iam::123456789012:role/deploy", #"names no partition of AWS: "AWS""#),
    Refusal("arn:aws:iam::12345678901:role/deploy", noAccount),
    Refusal("arn:aws:iam::1234567890123:role/deploy", noAccount),
    Refusal("arn:aws:iam::1234-5678-9012:role/deploy", noAccount),
    Refusal("arn:aws:iam::12345678901x:role/deploy", noAccount), Refusal("arn:aws:iam:::role/deploy", noAccount),
    Refusal("arn:aws:iam::123456789012:user/deploy", noName), Refusal("arn:aws:iam::123456789012:role", noName),
    Refusal("arn:aws:iam::123456789012:role/", noName), Refusal("arn:aws:iam::123456789012:role/ci/", noName),
    Refusal("arn:aws:iam::123456789012:Role/deploy", noName),
    Refusal(prefix + String(repeating: "n", count: 65), noName),
  ]

  @Test("What is no role's ARN is refused with its fault", arguments: refusals)
  func refused(_ test: Refusal) {
    #expect(
      throws: AWSAuthError.saying(.invalidConfiguration, "the role ARN \"\(test.quoted)\" \(test.what)")
    ) { try RoleARN(test.text) }
  }
}
