/// In what form the IAM side is written.
enum AccessPlanFormat: String, CaseIterable, Sendable {
  case json
  case awsCLI = "aws-cli"
  case terraform
  case cloudFormation = "cloudformation"
}

extension AccessPlan {
  /// The plan in that form, with a line break at its end.
  func text(_ format: AccessPlanFormat) -> String {
    switch format {
    case .json: documents.text() + "\n"
    case .awsCLI: awsCommands
    case .terraform: TerraformText(self).text
    case .cloudFormation: cloudFormation.text() + "\n"
    }
  }

  /// The documents themselves.
  private var documents: PolicyJSON {
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
    let path = rolePath == "/" ? [] : ["--path \(ExportedCredentials.quoted(rolePath))"]
    let role = "--role-name \(ExportedCredentials.quoted(roleName))"
    let commands = [
      [
        "aws iam create-open-id-connect-provider", "--url \(ExportedCredentials.quoted(url))",
        "--client-id-list \(ExportedCredentials.quoted(audience))",
      ],
      ["aws iam create-role", role] + path + [
        "--assume-role-policy-document \(ExportedCredentials.quoted(trustPolicy().text()))"
      ],
      [
        "aws iam put-role-policy", role, "--policy-name \(ExportedCredentials.quoted(Self.policyName))",
        "--policy-document \(ExportedCredentials.quoted(permissionPolicy.text()))",
      ],
    ]
    return commands.map { $0.joined(separator: " \\\n  ") + "\n" }.joined(separator: "\n")
  }

  /// A template of CloudFormation.
  private var cloudFormation: PolicyJSON {
    let reference = PolicyJSON.object([.init("Ref", .string("Provider"))])
    var role: [PolicyJSON.Member] = [.init("RoleName", .string(roleName))]
    if rolePath != "/" { role.append(.init("Path", .string(rolePath))) }
    role += [
      .init("AssumeRolePolicyDocument", trustPolicy(provider: reference)),
      .init(
        "Policies",
        .array([
          .object([.init("PolicyName", .string(Self.policyName)), .init("PolicyDocument", permissionPolicy)])
        ])),
    ]
    func resource(_ type: String, _ properties: [PolicyJSON.Member]) -> PolicyJSON {
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
