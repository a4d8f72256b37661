import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// `trust-policy create` and `explain`, and how they are called wrongly.
@Suite struct TrustPolicyCommandTests {
  private static let build = ["--account", "123456789012", "--app-slug", "a1"]
  private static let token = ["BITRISE_IDENTITY_TOKEN": TestToken.jwt()]

  private static func create(_ arguments: [String], environment: [String: String] = [:]) -> (World, ExitCode) {
    let world = World(["trust-policy", "create"] + arguments, environment: environment)
    return (world, ECRLogin.run(world.context))
  }

  /// The documents that it writes as JSON.
  private static func documents(_ arguments: [String], environment: [String: String] = [:]) throws -> JSONValue {
    let (world, code) = create(arguments, environment: environment)
    #expect(code == .success)
    return try JSONValue(parsing: Array(world.output.utf8))
  }

  static let plans = [
    build + ["--workflow", "w1", "--pull", "app"],
    build + ["--workflow", "rel-*", "--push", "team/*", "--region", "eu-central-1"],
    build + ["--pull", "a", "--pull", "b", "--push", "b", "--push", "c", "--public"],
    build + ["--workflow", "it's-100%{x}", "--partition", "aws-cn", "--region", "cn-north-1", "--pull", "app"],
    ["--role-arn", "arn:aws:iam::123456789012:role/ci/build/ecr", "--app-slug", "a1", "--push", "x"],
  ]

  @Test("What it writes has nothing wrong with it, and lets the build in", arguments: plans)
  func created(_ arguments: [String]) throws {
    let documents = try Self.documents(arguments)
    for document in [documents, try #require(documents["trustPolicy"])] {
      let check = World(["trust-policy", "check", "-"], input: String(decoding: document.text, as: UTF8.self))
      #expect(ECRLogin.run(check.context) == .success, "\(check.output)")
      #expect(check.output == "standard input: nothing is wrong\n")
    }
  }

  @Test("Only what was asked for is allowed")
  func permissions() throws {
    func permissions(_ arguments: [String]) throws -> [String] {
      let policy = try Self.documents(arguments)["permissionPolicy"]
      return try #require(policy?["Statement"]?.elements).map { String(decoding: $0.text, as: UTF8.self) }
    }
    let arn = "arn:aws:ecr:*:123456789012:repository/"
    let push =
      #""ecr:BatchCheckLayerAvailability","ecr:InitiateLayerUpload","ecr:UploadLayerPart","#
      + #""ecr:CompleteLayerUpload","ecr:PutImage","ecr:BatchGetImage""#
    let toPublic =
      #"{"Sid":"LogInToPublic","Effect":"Allow","#
      + #""Action":["ecr-public:GetAuthorizationToken","sts:GetServiceBearerToken"],"Resource":"*"}"#
    #expect(
      try permissions(Self.plans[2]) == [
        #"{"Sid":"LogIn","Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}"#,
        #"{"Sid":"Pull","Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"#
          + #""Resource":"\#(arn)a"}"#,
        #"{"Sid":"Push","Effect":"Allow","Action":[\#(push)],"Resource":"\#(arn)c"}"#,
        #"{"Sid":"PullAndPush","Effect":"Allow","Action":[\#(push),"ecr:GetDownloadUrlForLayer"],"#
          + #""Resource":"\#(arn)b"}"#, toPublic,
      ])
    #expect(try permissions(Self.build + ["--public"]) == [toPublic])
  }

  @Test(
    "A repository is a name, a host with a name, or an ARN",
    arguments: [
      ("app", "arn:aws:ecr:eu-west-1:123456789012:repository/app"),
      (
        "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/app",
        "arn:aws:ecr:eu-central-1:210987654321:repository/team/app"
      ), ("arn:aws:ecr:us-east-1:210987654321:repository/a", "arn:aws:ecr:us-east-1:210987654321:repository/a"),
    ])
  func repository(_ name: String, _ arn: String) throws {
    let policy = try Self.documents(Self.build + ["--region", "eu-west-1", "--pull", name])["permissionPolicy"]
    #expect(policy?["Statement"]?.elements?.last?["Resource"]?.string == arn)
  }

  @Test(
    "The other forms name role, provider and subject, too",
    arguments: [
      ("aws-cli", "--path '/ci/build/'"),
      ("terraform", "resource \"aws_iam_role\""), ("cloudformation", "AWS::IAM::Role"),
    ], plans)
  func forms(_ example: (form: String, word: String), _ arguments: [String]) {
    let (form, word) = example
    let (world, code) = Self.create(arguments + ["--format", form])
    #expect(code == .success)
    let named = arguments.contains("--role-arn")
    if form != "aws-cli" || named { #expect(world.output.contains(word)) }
    #expect(world.output.contains("app:a1:workflow:"))
    #expect(world.output.contains(named ? "ecr" : "bitrise-ecr"))
    #expect(world.errors.contains("an account has one provider for https://token.builds.bitrise.io"))
  }

  @Test("A text is a text in Terraform and in a shell, whatever is in it")
  func quoted() {
    let audience = "'\u{301}${\u{301}x}%{\u{301}"
    let (terraform, _) = Self.create(Self.build + ["--format", "terraform", "--audience", audience])
    #expect(terraform.output.containsUTF8("\"'\u{301}$${\u{301}x}%%{\u{301}\""))
    let (shell, _) = Self.create(Self.build + ["--format", "aws-cli", "--audience", audience])
    #expect(shell.output.containsUTF8("--client-id-list ''\\''\u{301}${\u{301}x}%{\u{301}'"))
  }

  @Test("Without --app-slug the build's own token says who it is")
  func fromToken() throws {
    let documents = try Self.documents(["--account", "123456789012"], environment: Self.token)
    #expect(String(decoding: documents.text, as: UTF8.self).contains("app:a1:workflow:w1"))
    let several = try Self.documents(["--account", "123456789012", "--workflow", "x"], environment: Self.token)
    #expect(String(decoding: several.text, as: UTF8.self).contains("app:a1:workflow:x"))
  }

  /// The words behind `trust-policy`, and the message.
  static let usages: [([String], String)] = [
    ([], "trust-policy needs an argument: create|check|explain [FILE]"),
    (["chek", "-"], #"trust-policy has no "chek"; did you mean check?"#),
    (["create", "file"], "trust-policy create takes no file"), (["check"], "trust-policy check needs a file, or -"),
    (["explain"], "trust-policy explain needs a file, or -"),
    (["check", "-", "--pull", "a"], "trust-policy check does not take --pull"),
    (["create", "--token-file", "x"], "trust-policy create does not take --token-file"),
    (["explain", "-", "--format", "json"], "trust-policy explain does not take --format"),
    (["check", "-", "--format", "terraform"], "--format of trust-policy check is one of text, json"),
    (
      ["create", "--format", "yaml"],
      "--format of trust-policy create is one of json, aws-cli, terraform, cloudformation"
    ),
    (["create", "--app-slug", "a"], "trust-policy create needs --account, or a role in --role-arn or AWS_ROLE_ARN"),
    (["create", "--account", "12"], #"--account has twelve digits, unlike "12""#),
    (
      ["create", "--account", "123456789012", "--partition", "mars"],
      "--partition is one of aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-eusc"
    ),
    (
      ["create", "--account", "123456789012", "--app-slug", "a*"],
      #"--app-slug "a*" is not the slug of an app: it has letters, digits and hyphens"#
    ),
    (["check", "-", "--role-arn", "x"], #"--role-arn "x" is not the ARN of an IAM role"#),
    (["create", "--role-arn", "x", "--app-slug", "a"], #"--role-arn "x" is not the ARN of an IAM role"#),
    (
      ["create", "--account", "210987654321", "--role-arn", "arn:aws:iam::123456789012:role/x"],
      "--account is 210987654321, but the account in --role-arn is 123456789012"
    ),
    (
      ["explain", "-", "--partition", "aws-cn", "--role-arn", "arn:aws:iam::123456789012:role/x"],
      "--partition is aws-cn, but the partition in --role-arn is aws"
    ),
    (creating("--workflow", "a:b"), #"--workflow "a:b" is not the name of a workflow"#),
    (creating("--workflow", "${x}"), #"--workflow "${x}" is not the name of a workflow"#),
    (creating("--pull", "app:1"), #""app:1" has a tag or digest: permissions are for repositories"#),
    (creating("--pull", "App"), #""App" is not the name of a repository"#),
    (creating("--push", "public.ecr.aws/x/y"), #""public.ecr.aws/x/y" is in ECR Public: --public is for that"#),
    (creating("--push", "ghcr.io/x/y"), #""ghcr.io/x/y" is not in a registry of Amazon ECR"#),
    (creating("--push", "arn:aws:s3:::x"), #""arn:aws:s3:::x" is not the ARN of a repository of ECR"#),
  ]

  private static func creating(_ words: String...) -> [String] { ["create"] + build + words }

  @Test("It says how it was called wrongly", arguments: usages)
  func usage(_ arguments: [String], _ message: String) {
    let world = World(["trust-policy"] + arguments, input: "{}")
    #expect(ECRLogin.run(world.context) == .usage)
    let usage =
      "usage: docker-credential-bitrise COMMAND [OPTION...]; see 'docker-credential-bitrise trust-policy --help'"
    #expect(world.errors == "docker-credential-bitrise: \(message); \(usage)\n")
    #expect(world.output == "")
  }

  @Test("Without a token there is nothing to explain, or to create from", arguments: [false, true])
  func noToken(_ explains: Bool) {
    let policy = Self.policy()
    let words = explains ? ["explain", "-"] : ["create", "--account", "123456789012"]
    let world = World(["trust-policy"] + words, input: policy)
    #expect(ECRLogin.run(world.context) == .failure)
    let advice =
      "Run it inside a build, or set BITRISE_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE; explain takes "
      + "--token-file, create takes --app-slug."
    let program = "docker-credential-bitrise: trust-policy \(words[0])"
    #expect(world.errors == "\(program): there is no identity token. \(advice)\n")
  }

  /// A policy for Bitrise's builds.
  private static func policy(
    condition: String =
      #"{"StringEquals":{"token.builds.bitrise.io:aud":"sts.amazonaws.com","token.builds.bitrise.io:sub":"app:a1:workflow:w1"}}"#
  ) -> String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
      + #""Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io"},"#
      + #""Action":"sts:AssumeRoleWithWebIdentity","Condition":\#(condition)}]}"#
  }

  /// A policy, and what comes of it.
  static let explained: [(String, ExitCode, String)] = [
    (policy(), .success, "Allowed."),
    (
      policy(condition: #"{"StringEquals":{"token.builds.bitrise.io:sub":"app:b:workflow:c"}}"#),
      .failure, "Refused: no statement allows it."
    ),
  ]

  @Test("A policy is compared with the build's token", arguments: explained)
  func explain(_ policy: String, _ code: ExitCode, _ decision: String) {
    let world = World(["trust-policy", "explain", "-"], input: policy, environment: Self.token)
    #expect(ECRLogin.run(world.context) == code)
    #expect(world.output.hasPrefix("The token: iss https://token.builds.bitrise.io, aud sts.amazonaws.com, "))
    #expect(world.output.hasSuffix("\(decision)\n"), "\(world.output)")
    #expect(!world.output.contains("hush"))
  }

  @Test("An expired token is explained, and said to be expired")
  func expired() {
    let token = ["BITRISE_IDENTITY_TOKEN": TestToken.jwt(expiresIn: -1)]
    let world = World(["trust-policy", "explain", "-"], input: Self.policy(), environment: token)
    #expect(ECRLogin.run(world.context) == .failure)
    #expect(world.output.hasSuffix("Refused: the token has expired; the policy allows it.\n"))
    #expect(world.errors.contains("the token has expired: AWS refuses it whatever the policy says"))
  }

  @Test("What is not a policy is not explained", arguments: ["{", "[]", "{\"Statement\":[],}"])
  func notExplained(_ text: String) {
    let world = World(["trust-policy", "explain", "-"], input: text, environment: Self.token)
    #expect(ECRLogin.run(world.context) == .failure)
    #expect(world.errors.contains("trust-policy check -"))
  }
}
