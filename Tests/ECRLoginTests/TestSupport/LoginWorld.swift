import AWSAuth
import TestSupport

@testable import ECRLogin

/// A world with an identity, and a real directory for Docker's config.json.
struct LoginWorld {
  let temporary: TemporaryDirectory
  var world: World

  var configPath: String { temporary("docker/config.json") }

  /// - Parameters:
  ///   - arguments: What the program is called with.
  ///   - config: What config.json has in it; `nil` for no file.
  ///   - environment: More variables.
  ///   - programs: The other programs.
  ///   - answers: What the network says.
  /// - Throws: The directory cannot be made.
  init(
    _ arguments: [String], config: String? = nil, environment: [String: String] = [:],
    programs: World.Programs = World.Programs(), _ answers: [ScriptedTransport.Outcome] = []
  ) throws {
    temporary = try TemporaryDirectory()
    let base = [
      "DOCKER_CONFIG": temporary("docker"), "AWS_ROLE_ARN": Sample.role, "AWS_REGION": "eu-central-1",
      "BITRISE_IDENTITY_TOKEN": TestToken.jwt(), "BITRISE_BUILD_SLUG": "build-1", "PATH": "/usr/bin",
    ]
    world = World(arguments, environment: base.merging(environment) { $1 }, answers)
    world.programs = programs
    if let config {
      try TemporaryDirectory.makeDirectory(temporary("docker"))
      try TemporaryDirectory.write(config, to: configPath)
    }
  }

  /// Runs the program.
  func run() -> ExitCode { ECRLogin.run(world.context) }

  /// Lets the cache be a real directory.
  func withCache() -> LoginWorld {
    var copy = self
    copy.world.environment["ECR_LOGIN_CACHE"] = "on"
    copy.world.environment["ECR_LOGIN_CACHE_DIR"] = temporary("cache")
    return copy
  }

  /// The content of config.json, `nil` where there is none.
  var config: String? {
    (try? FileReader.system.content(configPath, 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines on standard error without the program's name, and with FILE for config.json.
  var lines: [String] {
    world.errors.replacing(configPath, with: "FILE").split(separator: "\n").map {
      $0.hasPrefix("docker-credential-bitrise: ") ? String($0.dropFirst("docker-credential-bitrise: ".count)) : "?\($0)"
    }
  }

  /// What config.json has for a host after a login.
  static func entry(_ host: String = Sample.host) -> String {
    #""\#(host)":{"auth":"\#(ECRAnswer.authorizationToken)"}"#
  }

  /// What a program does that succeeds.
  static let good = ProgramRunner.Result(status: 0, output: [])
}
