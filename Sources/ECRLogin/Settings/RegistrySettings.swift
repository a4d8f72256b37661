import AWSAuth
import Basics

extension RegistryArgument {
  /// Reads a host or an account.
  /// - Throws: `Diagnostic` that says what is wrong with it.
  init(_ text: String, _ settings: Settings) throws {
    self = .registry(try ECRRegistry(named: text, settings))
  }

  /// The registry of the identity's own account in the region that is configured.
  /// - Throws: `Diagnostic`: there is no region.
  init(ownBy settings: Settings) throws {
    self = .own(TokenScope(service: .ecr, region: try settings.region(), variant: EndpointVariant()))
  }
}

extension ECRRegistry {
  /// Reads a host, in any spelling that Docker's clients have for it, or an account of twelve digits.
  /// - Parameters:
  ///   - text: What stands on the command line.
  ///   - settings: They say the region, which an account needs.
  /// - Throws: `Diagnostic` that says what is wrong with it.
  init(named text: String, _ settings: Settings) throws {
    if text.isASCIIDigits {
      self = try ECRRegistry(account: text, region: settings.region())
      return
    }
    guard let server = try? ServerURL(Array(text.utf8)), let registry = ECRRegistry(host: server.host) else {
      if let mistake = RegistryMistake(argument: text) { throw mistake.failure }
      throw Diagnostic(
        .invalidConfiguration, "\"\(text.printable(limit: 200))\" is not a registry of Amazon ECR",
        advice:
          "Give a host of the form 123456789012.dkr.ecr.eu-central-1.amazonaws.com, or an account of twelve digits.")
    }
    self = registry
  }
}

extension [RegistryArgument] {
  /// Reads several; each is kept once.
  /// - Parameters:
  ///   - texts: What stands on the command line, or in an input of the step.
  ///   - settings: They say the region, which an account needs.
  /// - Returns: Those that can be read, and why the others cannot.
  static func reading(_ texts: [String], _ settings: Settings) -> (read: Self, failures: [Diagnostic]) {
    var read: Self = []
    var failures: [Diagnostic] = []
    for text in texts {
      switch Result({ try RegistryArgument(text, settings) }) {
      case .success(let argument): if !read.contains(argument) { read.append(argument) }
      case .failure(let failure): failures.append(failure)
      }
    }
    return (read, failures)
  }
}
