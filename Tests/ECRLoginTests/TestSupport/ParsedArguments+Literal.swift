@testable import ECRLogin

/// Options as tests write them: `[.roleARN: "arn:…"]`, with an empty value for an option without one.
extension ParsedArguments: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (Option, String)...) {
    self.init()
    for (option, value) in elements { add(option, value) }
  }
}
