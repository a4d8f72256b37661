import Basics

extension Mistake {
  /// Mistakes in the other elements of a statement that allows, and in the policy around it.
  static let statements: [Mistake] = [
    Mistake(
      changing: ["Principal": nil], "the statement has no Principal", "IAM refuses a trust policy that names nobody.",
      #"Add "Principal": {"Federated": "<example>"}."#),
    Mistake(
      changing: ["Principal": #""*""#], "Principal does not name the IAM OIDC provider", through,
      #"Write "Principal": {"Federated": "<example>"}."#),
    Mistake(
      changing: ["Principal": nil, "NotPrincipal": #"{"AWS": "x"}"#],
      "NotPrincipal lets in everyone but those that it names",
      "Who is to assume the role has to be named.", #"Write "Principal": {"Federated": "<example>"}."#),
    provider(#""<iss>""#, #""<iss>" is not the ARN of an IAM OIDC provider"#, through, #"Write "<example>"."#),
    provider(
      #"" <provider>""#, #"" <provider>" is not the ARN of an IAM OIDC provider"#, through, #"Write "<provider>"."#),
    provider(
      #""arn:aws:iam:us-east-1:123456789012:oidc-provider/<iss>""#,
      #""arn:aws:iam:us-east-1:123456789012:oidc-provider/<iss>" is not the ARN of an IAM OIDC provider"#, through,
      #"Write "<provider>"."#),
    provider(
      #""arn:aws:iam::123456789012:oidc-provider/https://<iss>""#,
      #"the provider's name is "<iss>", not "https://<iss>""#, noProvider, #"Write "<provider>"."#),
    provider(
      #"["<github>", "arn:aws:iam::123456789012:oidc-provider/https://<iss>"]"#,
      #"the provider's name is "<iss>", not "https://<iss>""#, noProvider, #"Write "<provider>"."#),
    account("23456789012"), account("ACCOUNT_ID"),
    Mistake(
      changing: ["Action": #"["<action>", "sts:TagSessions"]"#], #"a trust policy has no action "sts:TagSessions""#,
      onlyRoles, #"Write "sts:TagSession"."#),
    Mistake(
      changing: ["Action": #"["<action>", "s3:GetObject"]"#], #"a trust policy has no action "s3:GetObject""#,
      onlyRoles, "Take it out."),
    Mistake(
      changing: ["Sid": #""bad sid!""#], #"the Sid "bad sid!" has other characters than letters and digits"#, refuses,
      #"Write "badsid"."#),
    Mistake(changing: ["Sid": "1"], "Sid is not a string", refuses, "Write a name in quotes, or take it out."),
    Mistake(changing: ["Action": nil], "the statement has no Action", refuses, #"Add "Action": "<action>"."#),
    Mistake(
      changing: ["Action": #""sts:AssumeRole""#], #""sts:AssumeRole" is not the call that takes a token"#,
      "A build asks with <action>: no statement allows it.", #"Write "<action>"."#),
    Mistake(
      changing: ["Action": nil, "NotAction": #""s3:*""#], "NotAction allows everything but what it names",
      "Which call is allowed has to be named.", #"Write "Action": "<action>"."#),
    Mistake(
      changing: ["Effect": #""allow""#], #"Effect is neither "Allow" nor "Deny""#,
      "IAM refuses the policy; case matters here.", #"Write "Allow"."#),
    Mistake(
      changing: ["Principal": #"{"Federated": "<provider>", "AWS": {}}"#],
      #"the value of "AWS" is neither a string nor a list of strings"#, refuses, "Write a string in quotes."),
    Mistake(changing: ["Effect": nil], "the statement has no Effect", refuses, #"Add "Effect": "Allow"."#),
    Mistake(
      changing: ["Resource": #""*""#], "a trust policy has no Resource",
      "IAM refuses the policy: the role itself is it.", "Take it out."),
    Mistake(
      changing: ["Condition": nil, "Conditions": "{<right>}"], #"a statement has no element "Conditions""#, refuses,
      #"Write "Condition"."#),
    Mistake(changing: ["Comment": #""x""#], #"a statement has no element "Comment""#, refuses, "Take it out."),
    Mistake(
      changing: ["Sid": #""-""#], #"the Sid "-" has other characters than letters and digits"#, refuses,
      "Take it out."),
    Mistake(
      whole: SamplePolicy.policy(
        SamplePolicy.statement("{<right>}", ["Sid": #""a""#]), SamplePolicy.statement("{<right>}", ["Sid": #""a""#])),
      #"another statement has the Sid "a", too"#, refuses, #"Write another name: "a2"."#),
    Mistake(
      beside: #"{"Effect": "Dney", <who>, "Condition": {"StringEquals": {"<sub>": "app:x:workflow:y"}}}"#,
      #"Effect is neither "Allow" nor "Deny""#, "IAM refuses the policy; case matters here.", #"Write "Deny"."#),
    Mistake(
      beside: #"{"Effect": "Forbid", <who>, "Condition": {"StringEquals": {"<sub>": "app:x:workflow:y"}}}"#,
      #"Effect is neither "Allow" nor "Deny""#, "IAM refuses the policy; case matters here.",
      #"Write "Allow" or "Deny"."#),
    Mistake(
      beside: #"{"effect": "allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}"#,
      #"a statement has no element "effect""#, refuses, #"Write "Effect"."#, errors: 2),
    Mistake(beside: #""x""#, "a statement is not an object", refuses, #"Write {"Effect": ...}."#),
    Mistake(
      whole: SamplePolicy.right.replacingEach("2012-10-17", with: "2026-11-23"),
      "Version is not the date of a policy language",
      refuses, #"Write "2012-10-17": it is not the date of the policy."#),
    Mistake(
      whole: SamplePolicy.right.replacingEach("Statement", with: "statements"),
      #"a policy has no element "statements""#, refuses, #"Write "Statement"."#),
  ]

  private static func provider(_ value: String, _ problem: String, _ reason: String, _ fix: String) -> Mistake {
    Mistake(changing: ["Principal": #"{"Federated": \#(value)}"#], problem, reason, fix)
  }

  /// Something else than an account in the provider's ARN.
  private static func account(_ text: String) -> Mistake {
    provider(
      #""arn:aws:iam::\#(text):oidc-provider/<iss>""#, #""\#(text)" is not an account: that has twelve digits"#,
      noProvider,
      #"Write "<example>", with the role's account for 111122223333."#)
  }
}
