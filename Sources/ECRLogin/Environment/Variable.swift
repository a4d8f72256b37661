/// Every environment variable that the program reads, in one table.
///
/// Its inputs as a step are variables, too; they are listed in step.yml and in `StepInputs`.
enum Variable: String, CaseIterable, CustomStringConvertible, Sendable {
  // The role and its session.
  case roleARN = "AWS_ROLE_ARN"
  case roleSessionName = "AWS_ROLE_SESSION_NAME"
  case audience = "ECR_LOGIN_AUDIENCE"
  case durationSeconds = "ECR_LOGIN_DURATION_SECONDS"
  case region = "AWS_REGION"
  case defaultRegion = "AWS_DEFAULT_REGION"

  // The identity.
  case identityToken = "BITRISE_IDENTITY_TOKEN"
  case buildURL = "BITRISE_BUILD_URL"
  case buildAPIToken = "BITRISE_BUILD_API_TOKEN"
  case webIdentityTokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE"
  case accessKeyID = "AWS_ACCESS_KEY_ID"
  case secretAccessKey = "AWS_SECRET_ACCESS_KEY"
  case sessionToken = "AWS_SESSION_TOKEN"

  // The build.
  case buildNumber = "BITRISE_BUILD_NUMBER"
  case buildSlug = "BITRISE_BUILD_SLUG"
  case appSlug = "BITRISE_APP_SLUG"
  case stepExecutionID = "BITRISE_STEP_EXECUTION_ID"
  case stepSourceDirectory = "BITRISE_STEP_SOURCE_DIR"
  case formattedOutputFile = "BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"

  // How the program works.
  case configurationFile = "ECR_LOGIN_CONFIG"
  case timeout = "ECR_LOGIN_TIMEOUT"
  case cache = "ECR_LOGIN_CACHE"
  case cacheDirectory = "ECR_LOGIN_CACHE_DIR"
  case verbose = "ECR_LOGIN_VERBOSE"

  // Endpoints.
  case stsEndpoint = "AWS_ENDPOINT_URL_STS"
  case ecrEndpoint = "AWS_ENDPOINT_URL_ECR"
  case ecrPublicEndpoint = "AWS_ENDPOINT_URL_ECR_PUBLIC"
  case endpoint = "AWS_ENDPOINT_URL"
  case ignoresEndpoints = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
  case usesFIPS = "AWS_USE_FIPS_ENDPOINT"
  case usesDualStack = "AWS_USE_DUALSTACK_ENDPOINT"

  // The network.
  case httpsProxy = "HTTPS_PROXY"
  case lowercaseHTTPSProxy = "https_proxy"
  case noProxy = "NO_PROXY"
  case lowercaseNoProxy = "no_proxy"
  case certificateBundle = "AWS_CA_BUNDLE"
  case certificateFile = "SSL_CERT_FILE"
  case certificateDirectories = "SSL_CERT_DIR"

  // What other programs read: where they keep passwords.
  case dockerConfig = "DOCKER_CONFIG"
  case dockerAuthConfig = "DOCKER_AUTH_CONFIG"
  case registryAuthFile = "REGISTRY_AUTH_FILE"
  case registriesConf = "CONTAINERS_REGISTRIES_CONF"
  case olderRegistriesConf = "REGISTRIES_CONFIG_PATH"

  // Of AWS's SDKs, and not used: messages say so.
  case profile = "AWS_PROFILE"
  case containerCredentialsPath = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
  case containerCredentialsURL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

  // The system.
  case path = "PATH"
  case home = "HOME"
  case temporaryDirectory = "TMPDIR"
  case userConfigurationDirectory = "XDG_CONFIG_HOME"
  case runtimeDirectory = "XDG_RUNTIME_DIR"
  case terminal = "TERM"
  case noColor = "NO_COLOR"

  /// The variable's name.
  var name: String { rawValue }

  /// The name: what messages call it.
  var description: String { rawValue }

  /// Where services are reached; `doctor` reports all that are set.
  static let endpoints: [Variable] = [
    .stsEndpoint, .ecrEndpoint, .ecrPublicEndpoint, .endpoint, .ignoresEndpoints, .usesFIPS, .usesDualStack,
  ]

  /// Which certificates are trusted.
  static let certificates: [Variable] = [.certificateBundle, .certificateFile, .certificateDirectories]

  /// Where the proxy is named: in the order in which Go's programs look, which is not curl's.
  static let proxy: [Variable] = [.httpsProxy, .lowercaseHTTPSProxy]

  /// Where the hosts are named that are reached without it.
  static let proxyExceptions: [Variable] = [.noProxy, .lowercaseNoProxy]

  /// What must not reach a program that is started.
  static let secrets: [Variable] = [
    .secretAccessKey, .sessionToken, .buildAPIToken, .identityToken, .dockerAuthConfig,
  ]
}
