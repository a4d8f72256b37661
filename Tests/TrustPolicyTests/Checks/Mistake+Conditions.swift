extension Mistake {
  /// Mistakes in the conditions of a statement that allows.
  static let conditions: [Mistake] = [
    Mistake("{}", "there is no condition on <sub>", allOfThem, addSub),
    Mistake(#"{"StringEquals": {<sts>}}"#, "there is no condition on <sub>", allOfThem, addSub),
    Mistake(compared("Null", "false"), "there is no condition on <sub>", allOfThem, addSub),
    // Values of sub.
    value("app:*", by: "StringLike", "is too wide", wide, "app:APP_SLUG:workflow:*"),
    value("*", by: "StringLike", "is too wide", wide, "app:APP_SLUG:workflow:*"),
    value("app:*:workflow:deploy", by: "StringLike", "is too wide", wide, "app:APP_SLUG:workflow:deploy"),
    value("app:<app>*", by: "StringLike", "is too wide", wide, "app:<app>:workflow:*"),
    // To Swift a sign with a mark behind it is another character, to IAM it is not.
    value("app:*\u{301}", by: "StringLike", "is too wide", wide, "app:APP_SLUG:workflow:*"),
    value("<subject> ", "has a blank at the end of a part", letters, "<subject>"),
    value("app:<app> :workflow:deploy", "has a blank at the end of a part", letters, "<subject>"),
    value(
      "app:${<iss>:app_slug}:workflow:deploy", "has a variable in it", variable, "app:APP_SLUG:workflow:WORKFLOW"),
    value("${<sub>}", "has a variable in it", variable, "app:APP_SLUG:workflow:WORKFLOW"),
    value("App:<app>:Workflow:deploy", "is not spelled as Bitrise spells sub", letters, "<subject>"),
    value("<app>", "is not of the form of sub", form, "app:<app>:workflow:*"),
    value("app:<app>:deploy", "is not of the form of sub", form, "<subject>"),
    value("repo:me/app:ref:refs/heads/main", "is not of the form of sub", form, "app:APP_SLUG:workflow:WORKFLOW"),
    literal("*", in: "app:<app>:workflow:*"),
    literal("*", in: "app:<app>:workflow:*\u{301}"),
    literal("?", in: "app:<app>:workflow:deplo?"),
    literal("?", in: "app:<app>:workflow:w?", by: "StringEqualsIgnoreCase"),
    Mistake(
      #"{<right>, "StringNotEquals": {"<sub>": "app:*"}}"#,
      #""app:*" has a * in it, which "StringNotEquals" takes for a letter"#,
      "No sub or aud has a * in it: this keeps nobody out.",
      "Remove it: as a wildcard it would keep out every build that the statement lets in."),
    Mistake(
      #"{<right>, "StringLike": {"<sub>": "app:<app>:workflow:rel-*"}}"#, "no sub fits all conditions on it", together,
      #"Write "StringLike": {"<sub>": ["<subject>", "app:<app>:workflow:rel-*"]}."#),
    Mistake(
      #"{<right>, "StringLike": {"<sub>": "app:*:workflow:x"}}"#, "no sub fits all conditions on it", together,
      #"Write "StringEquals": {"<sub>": "<subject>"}."#),
    // Keys.
    key("<provider>:sub", "has more than the issuer's host in it"),
    key("https://<sub>", "has more than the issuer's host in it"), key("sub", "lacks the issuer's host"),
    key("token.build.bitrise.io:sub", "names another host than the issuer's"),
    // To Unicode a Kelvin sign is a K.
    key("to\u{212A}en.builds.bitrise.io:sub", "names another host than the issuer's"),
    key("<iss>:subject", "is spelled wrongly"),
    unknownKey(
      "<iss>:amr", by: "ForAnyValue:StringEquals",
      "A Bitrise token has no amr, so the condition never holds: the role can never be assumed. Of a Bitrise token AWS "
        + "compares only aud and sub."),
    unknownKey("sts:ExternalId"), unknownKey("<iss>:branch"), unknownKey("token.actions.githubusercontent.com:sub"),
    unknownKey("<iss>:workflow", fix: "Take it out: the condition on sub says it."),
    unknownKey(
      "<iss>:branch", by: "ForAllValues:StringLike",
      #"<absent>, and "ForAllValues:StringLike" holds where a key is absent: it lets everyone pass."#),
    Mistake(
      #"{"StringEquals": {<sts>, "<iss>:app_slug": "*"}}"#, #"AWS does not evaluate "<iss>:app_slug""#, dead,
      #"Take it out, and compare sub: "StringLike": {"<sub>": "app:APP_SLUG:workflow:*"}."#),
    Mistake(
      #"{"StringEquals": {<sts>, "<iss>:app_slug": "abc "}, "StringLike": {"<iss>:workflow": ""}}"#,
      #"AWS does not evaluate "<iss>:app_slug""#, dead,
      #"Take it out, and compare sub: "StringLike": {"<sub>": "app:abc:workflow:*"}."#, errors: 2),
    // Operators.
    Mistake(
      compared("StringEqualsIfExists", "<subject>"),
      #""StringEqualsIfExists" on sub also holds where the key is absent"#, "It lets in who has no sub at all.",
      #"Write "StringEquals"."#),
    Mistake(
      compared("ForAllValues:StringLike", "app:<app>:*"),
      #""ForAllValues:StringLike" on sub also holds where the key is absent"#, "It lets in who has no sub at all.",
      #"Write "StringLike"."#),
    Mistake(
      compared("StringNotEquals", "app:x:workflow:y"), #""StringNotEquals" on sub lets in everyone but these"#,
      "All customers of Bitrise share one issuer: every other build may assume the role.",
      #"Write "StringEquals": {"<sub>": "app:APP_SLUG:workflow:WORKFLOW"}."#),
    Mistake(
      #"{<right>, "Null": {"<aud>": "true"}}"#, #"Null "true" on aud"#,
      "A Bitrise token always has aud: the condition never holds.", "Take it out."),
    Mistake(
      compared("ArnLike", "<subject>"), #""ArnLike" does not compare strings"#,
      "sub is a string: the comparison fails.",
      #"Write "StringEquals"."#),
    unknownOperator("StringMatches", "app:<app>:workflow:*", meant: "StringLike"),
    unknownOperator("StringEqual", "<subject>", meant: "StringEquals"),
    unknownOperator("StringEquals ", "<subject>", meant: "StringEquals"),
    unknownOperator("stringlike", "app:<app>:*", meant: "StringLike"),
    unknownOperator("ForAllValues:\u{301}StringLike", "app:<app>:*", meant: "StringLike"),
    // Types.
    Mistake("[]", "Condition is not an object", refuses, #"Write {"StringEquals": {...}}."#, errors: 2),
    Mistake(
      #"{<right>, "StringLike": "x"}"#, #"the value of "StringLike" is not an object"#, refuses,
      "Write {KEY: VALUE} behind it."),
    Mistake(
      #"{<right>, "StringLike": {"aws:x": {}}}"#, #"the value of "aws:x" is neither a string nor a list of strings"#,
      refuses, "Write a string in quotes."),
    // Audiences.
    audience("STS.amazonaws.com"), audience("https://sts.amazonaws.com"),
  ]

  /// Conditions in which an operator compares `sub` with a value.
  private static func compared(_ name: String, _ value: String) -> String {
    name == "StringEquals"
      ? #"{"StringEquals": {<sts>, "<sub>": "\#(value)"}}"#
      : #"{"StringEquals": {<sts>}, "\#(name)": {"<sub>": "\#(value)"}}"#
  }

  private static func value(
    _ value: String, by name: String = "StringEquals", _ what: String, _ reason: String, _ corrected: String
  ) -> Mistake {
    Mistake(compared(name, value), #""\#(value)" \#(what)"#, reason, #"Write "\#(corrected)"."#)
  }

  /// A wildcard in a value of `sub` that the operator takes for a letter.
  private static func literal(
    _ wildcard: String, in value: String, by name: String = "StringEquals"
  ) -> Mistake {
    Mistake(
      compared(name, value), #""\#(value)" has a \#(wildcard) in it, which "\#(name)" takes for a letter"#,
      "No sub or aud has a \(wildcard) in it: this never holds.", #"Write "StringLike" for the operator."#)
  }

  /// A key in the place of that of `sub`.
  private static func key(_ key: String, _ what: String) -> Mistake {
    Mistake(
      #"{"StringEquals": {<sts>, "\#(key)": "<subject>"}}"#, #"the key "\#(key)" \#(what)"#,
      "<absent>, so the condition never holds.", hostAndClaim)
  }

  /// A key that AWS does not compare, beside what is right.
  private static func unknownKey(
    _ key: String, by name: String = "StringLike", _ reason: String = dead,
    fix: String = "Take it out: sub says app and workflow, and nothing else of the build."
  ) -> Mistake {
    Mistake(#"{<right>, "\#(name)": {"\#(key)": "x"}}"#, #"AWS does not evaluate "\#(key)""#, reason, fix)
  }

  private static func unknownOperator(_ name: String, _ value: String, meant: String) -> Mistake {
    Mistake(compared(name, value), #"IAM has no operator "\#(name)""#, refuses, #"Write "\#(meant)"."#)
  }

  private static func audience(_ audience: String) -> Mistake {
    Mistake(
      #"{"StringEquals": {"<aud>": "\#(audience)", "<sub>": "<subject>"}}"#,
      #"the token's aud is "sts.amazonaws.com", not "\#(audience)""#, letters, #"Write "sts.amazonaws.com"."#)
  }
}
