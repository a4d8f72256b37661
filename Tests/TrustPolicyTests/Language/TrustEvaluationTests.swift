import Testing

@testable import TrustPolicy

@Suite struct TrustEvaluationTests {
  @Test(
    "Each operator, with each kind of value and without any",
    arguments: ConditionCase.strings + ConditionCase.presence + ConditionCase.scalars)
  func operators(_ condition: ConditionCase) throws {
    #expect(try condition.decision() == (condition.holds ? .allowed : .refused))
  }

  @Test("The table has cases for every operator")
  func complete() {
    let cases = ConditionCase.strings + ConditionCase.presence + ConditionCase.scalars
    #expect(cases.count >= 150)
    let used = Set(cases.compactMap { ConditionOperator($0.name)?.comparison })
    #expect(used == Set(ConditionComparison.allCases))
  }

  @Test(
    "Policy variables",
    arguments: [
      ("${token.example:other}", ["b"], "b", true), ("x-${token.example:other}-y", ["b"], "x-b-y", true),
      ("${token.example:OTHER}", ["b"], "b", true), ("${token.example:other}", ["b"], "c", false),
      ("${token.example:other}", [], "", false), ("${token.example:other, 'd'}", [], "d", true),
      ("${token.example:other,'d'}", ["b"], "d", false), ("${token.example:other}", ["a", "b"], "a", false),
      ("${*}", [], "*", true), ("${*}", [], "a", false), ("${?}", [], "?", true), ("${?}", [], "a", false),
      ("${$}{x}", [], "${x}", true), ("${token.example:other", ["b"], "${token.example:other", true),
      ("${}", ["b"], "${}", false),
      // What the request brings is not a pattern, whoever chose it.
      ("${token.example:other}", ["*"], "anything", false), ("a*${token.example:other}", ["*"], "ab*", true),
    ] as [(String, [String], String, Bool)])
  func variables(_ wanted: String, _ other: [String], _ has: String, _ holds: Bool) throws {
    let condition = ConditionCase("StringLike", wanted, has, holds)
    #expect(try condition.decision(others: ["token.example:other": other]) == (holds ? .allowed : .refused))
  }

  @Test("Variables are for strings and ARNs, and for the language of 2012")
  func variablesElsewhere() throws {
    let others = ["token.example:other": ["5"]]
    let string = ConditionCase("StringEquals", "${token.example:other}", "5", true)
    #expect(try string.decision(others: others) == .allowed)
    #expect(try string.decision(version: "2008-10-17", others: others) == .refused)
    let literal = ConditionCase("StringEquals", "${token.example:other}", "${token.example:other}", true)
    #expect(try literal.decision(version: "2008-10-17", others: others) == .allowed)
    let number = ConditionCase("NumericEquals", "${token.example:other}", "5", false)
    #expect(try number.decision(others: others) == .refused)
    let arn = ConditionCase("ArnLike", "arn:aws:iam::${token.example:other}:role/x", "arn:aws:iam::5:role/x", true)
    #expect(try arn.decision(others: others) == .allowed)
    let negated = ConditionCase("StringNotEquals", "${token.example:none}", "a", true)
    #expect(try negated.decision(others: others) == .allowed)
  }

  /// `P` stands for the provider, `A` for the action.
  private static func decision(_ statements: String, keys: [String: [String]] = [:]) throws -> TrustEvaluation.Decision
  {
    let text = #"{"Version": "2012-10-17", "Statement": \#(statements)}"#
      .replacing("<P>", with: #"{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.example"}"#)
      .replacing("<A>", with: #""sts:AssumeRoleWithWebIdentity""#)
    let request = TrustRequest(
      issuer: "token.example", account: "123456789012", partition: "aws",
      keys: ["token.example:sub": ["app:a"], "token.example:aud": ["sts"]].merging(keys) { $1 })
    return try ConditionCase.decision(text, request)
  }

  @Test(
    "Statements",
    arguments: [
      (#"{"Effect": "Allow", "Principal": <P>, "Action": <A>}"#, .allowed),
      (#"[{"Effect": "Allow", "Principal": <P>, "Action": <A>}]"#, .allowed),
      (#"[]"#, .refused),
      (#"{"Effect": "Deny", "Principal": <P>, "Action": <A>}"#, .refused),
      // A denial beats every permission, whatever their order.
      (
        #"[{"Effect":"Allow","Principal":<P>,"Action":<A>},{"Effect":"Deny","Principal":"*","Action":"*"}]"#, .refused
      ),
      (
        #"[{"Effect":"Deny","Principal":"*","Action":"*"},{"Effect":"Allow","Principal":<P>,"Action":<A>}]"#, .refused
      ),
      (
        #"[{"Effect":"Deny","Principal":"*","Action":"s3:*"},{"Effect":"Allow","Principal":<P>,"Action":<A>}]"#,
        .allowed
      ),
      (#"{"Effect": "Allow", "Principal": <P>, "Action": "STS:assumerole*"}"#, .allowed),
      (#"{"Effect": "Allow", "Principal": <P>, "Action": ["sts:AssumeRole", "sts:*"]}"#, .allowed),
      (#"{"Effect": "Allow", "Principal": <P>, "Action": "sts:AssumeRole"}"#, .refused),
      (#"{"Effect": "Allow", "Principal": <P>, "NotAction": "sts:AssumeRole"}"#, .allowed),
      (#"{"Effect": "Allow", "Principal": <P>, "NotAction": "sts:*"}"#, .refused),
      (#"{"Effect": "Allow", "Principal": <P>}"#, .refused),
      (#"{"Effect": "Allow", "Principal": <P>, "Action": <A>, "NotAction": "s3:*"}"#, .refused),
      (#"{"Effect": "Allow", "Principal": "*", "Action": <A>}"#, .allowed),
      (#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": <A>}"#, .allowed),
      (#"{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": <A>}"#, .refused),
      (#"{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": <A>}"#, .refused),
      (
        #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::210987654321:oidc-provider/token.example"},"#
          + #""Action":<A>}"#, .refused
      ),
      (
        #"{"Effect":"Allow","Principal":{"Federated":"arn:aws-cn:iam::123456789012:oidc-provider/token.example"},"#
          + #""Action":<A>}"#, .refused
      ),
      (
        #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/other.example"},"#
          + #""Action":<A>}"#, .refused
      ),
      (#"{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, "Action": <A>}"#, .allowed),
      (#"{"Effect": "Allow", "NotPrincipal": <P>, "Action": <A>}"#, .refused),
      (#"{"Effect": "Deny", "NotPrincipal": {"AWS": "x"}, "Action": "*"}"#, .refused),
      (#"{"Effect": "allow", "Principal": <P>, "Action": <A>}"#, .refused),
      (#"{"Principal": <P>, "Action": <A>}"#, .refused),
      (#"{"Effect": "Allow", "Action": <A>}"#, .refused),
      (#"[{"Effect": "Allow", "Principal": <P>, "Action": <A>}, "x"]"#, .refused),
      (#"{"Effect": "Allow", "Principal": <P>, "Action": <A>, "Condition": []}"#, .refused),
      // All operators and all keys have to hold.
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"StringEquals":{"token.example:sub":"app:a","#
          + #""token.example:aud":"sts"}}}"#, .allowed
      ),
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"StringEquals":{"TOKEN.example:SUB":"app:a"},"#
          + #""StringLike":{"token.example:aud":"x*"}}}"#, .refused
      ),
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"StringEquals":{"TOKEN.example:SUB":"app:a"},"#
          + #""StringLike":{"token.example:aud":"s*"}}}"#, .allowed
      ),
      // What only AWS knows.
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"#,
        .unknown
      ),
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"#
          + #""StringEquals":{"token.example:sub":"x"}}}"#, .refused
      ),
      (
        #"[{"Effect":"Allow","Principal":<P>,"Action":<A>},{"Effect":"Deny","Principal":"*","Action":"*","#
          + #""Condition":{"StringEquals":{"aws:UserAgent":"x"}}}]"#, .unknown
      ),
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"StringEquals":{"token.example:sub":"#
          + #""${aws:username}"}}}"#, .unknown
      ),
      (
        #"{"Effect":"Allow","Principal":<P>,"Action":<A>,"Condition":{"Null":{"sts:ExternalId":"true"}}}"#, .allowed
      ),
    ] as [(String, TrustEvaluation.Decision)])
  func statements(_ text: String, _ decision: TrustEvaluation.Decision) throws {
    #expect(try Self.decision(text) == decision)
  }

  @Test("A pattern made to take long does not")
  func wildcards() {
    let pattern = WildcardPattern(String(repeating: "*a", count: 2000) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4000)))
  }
}
