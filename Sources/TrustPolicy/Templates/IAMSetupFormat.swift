import Basics

/// In what form the IAM side is written.
package enum IAMSetupFormat: String, CaseIterable, Sendable {
  case json
  case awsCLI = "aws-cli"
  case terraform
  case cloudFormation = "cloudformation"
}

extension IAMSetup {
  /// The plan in that form, with a line break at its end.
  package func text(_ format: IAMSetupFormat) -> String {
    switch format {
    case .json: documents.lines() + "\n"
    case .awsCLI: awsCommands
    case .terraform: TerraformText(self).text
    case .cloudFormation: cloudFormation.lines() + "\n"
    }
  }

  /// The documents themselves.
  private var documents: JSONValue {
    .object([
      .init(
        "provider",
        .object([
          .init("arn", .string(provider.description)), .init("url", .string(url)),
          .init("clientIds", .array([.string(audience)])),
        ])),
      .init("trustPolicy", trustPolicy()), .init("permissionPolicy", permissionPolicy),
    ])
  }

  /// Commands of the AWS CLI; each of them can be pasted by itself.
  private var awsCommands: String {
    let path = rolePath == "/" ? [] : ["--path \(rolePath.shellQuoted)"]
    let role = "--role-name \(roleName.shellQuoted)"
    let commands = [
      [
        "aws iam create-open-id-connect-provider", "--url \(url.shellQuoted)",
        "--client-id-list \(audience.shellQuoted)",
      ],
      ["aws iam create-role", role] + path + [
        "--assume-role-policy-document \(trustPolicy().lines().shellQuoted)"
      ],
      [
        "aws iam put-role-policy", role, "--policy-name \(Self.policyName.shellQuoted)",
        "--policy-document \(permissionPolicy.lines().shellQuoted)",
      ],
    ]
    return commands.map { $0.joined(separator: " \\\n  ") + "\n" }.joined(separator: "\n")
  }

  /// A template of CloudFormation.
  private var cloudFormation: JSONValue {
    let reference = JSONValue.object([.init("Ref", .string("Provider"))])
    var role: [JSONValue.Member] = [.init("RoleName", .string(roleName))]
    if rolePath != "/" { role.append(.init("Path", .string(rolePath))) }
    role += [
      .init("AssumeRolePolicyDocument", trustPolicy(provider: reference)),
      .init(
        "Policies",
        .array([
          .object([.init("PolicyName", .string(Self.policyName)), .init("PolicyDocument", permissionPolicy)])
        ])),
    ]
    func resource(_ type: String, _ properties: [JSONValue.Member]) -> JSONValue {
      .object([.init("Type", .string(type)), .init("Properties", .object(properties))])
    }
    return .object([
      .init("AWSTemplateFormatVersion", .string("2010-09-09")),
      .init("Description", .string("Lets builds use Amazon ECR with their identity token, without stored keys")),
      .init(
        "Resources",
        .object([
          .init(
            "Provider",
            resource(
              "AWS::IAM::OIDCProvider",
              [.init("Url", .string(url)), .init("ClientIdList", .array([.string(audience)]))])),
          .init("Role", resource("AWS::IAM::Role", role)),
        ])),
      .init(
        "Outputs",
        .object([
          .init(
            "RoleArn",
            .object([
              .init("Value", .object([.init("Fn::GetAtt", .array([.string("Role"), .string("Arn")]))]))
            ]))
        ])),
    ])
  }
}
