// swift-tools-version: 6.2
import PackageDescription

// A package outside of the one that it uses: what compiles here, everybody can write. The examples are those of
// AWSAuth's page. They are not in a folder Snippets of the root package, since SwiftPM makes an executable of each
// file there, and `swift run` without a name needs a package to have one.
let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

// The name is that of the package; without it SwiftPM takes that of the directory, which can be any.
let library = Target.Dependency.product(name: "AWSAuth", package: "docker-credential-bitrise")

let package = Package(
  name: "public-api",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "docker-credential-bitrise", path: "../..")],
  targets: [
    .executableTarget(
      name: "SignRequest", dependencies: [library], path: "Examples", sources: ["SignRequest.swift"],
      swiftSettings: settings),
    .executableTarget(
      name: "ExchangeToken", dependencies: [library], path: "Examples", sources: ["ExchangeToken.swift"],
      swiftSettings: settings),
    .testTarget(name: "PublicAPITests", dependencies: [library], path: "Tests", swiftSettings: settings),
  ]
)
