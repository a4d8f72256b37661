// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in this project's own builds only: a newer Swift may warn of something that older ones do not, and
// must not break anybody's build.
let isStrict = Context.environment["STRICT_WARNINGS"] != nil

// One set for every target, so that none is held to less than the others.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6)
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : []) + [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

let package = Package(
  name: "docker-credential-bitrise",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "AWSAuth", targets: ["AWSAuth"]),
    // `swift run` without a name needs this to stay the only executable.
    .executable(name: "docker-credential-bitrise", targets: ["ECRLogin"]),
  ],
  targets: [
    .target(
      name: "CLibcurl",
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CProcess"),
    .target(name: "Basics", swiftSettings: settings),
    .target(name: "AWSAuth", dependencies: ["Basics", "CLibcurl"], swiftSettings: settings),
    .target(name: "TrustPolicy", dependencies: ["AWSAuth", "Basics"], swiftSettings: settings),
    .executableTarget(
      name: "ECRLogin", dependencies: ["AWSAuth", "Basics", "CProcess", "TrustPolicy"], swiftSettings: settings),
    // Test doubles, part of no product: no build of one compiles them.
    .target(
      name: "TestSupport", dependencies: ["AWSAuth", "Basics"], path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "AWSAuthTests", dependencies: ["AWSAuth", "Basics", "CLibcurl", "TestSupport"],
      exclude: [
        "Signing/Cases", "Signing/make_botocore_cases.py", "Signing/sign_case.py", "HTTP/make_proxy_cases.go",
        "HTTP/proxy_cases.json",
      ], swiftSettings: settings),
    .testTarget(
      name: "TrustPolicyTests", dependencies: ["TrustPolicy", "AWSAuth", "Basics", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ECRLoginTests", dependencies: ["ECRLogin", "AWSAuth", "Basics", "TestSupport", "TrustPolicy"],
      swiftSettings: settings),
    // What the manual page and the README say is what the program's tables say.
    .testTarget(name: "Documents", dependencies: ["ECRLogin"], path: "Tests/Documents", swiftSettings: settings),
  ]
)
