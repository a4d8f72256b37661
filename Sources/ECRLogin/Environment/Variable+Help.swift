extension Variable {
  /// What it is for; `nil` for a setting's variable, which means what the setting's option does.
  ///
  /// Neighbours with the same help are described together. Only the manual page has it, which is written outside of the
  /// program (Tests/Documents).
  var help: String? {
    switch self {
    case .roleARN, .roleSessionName, .audience, .durationSeconds, .region, .defaultRegion, .webIdentityTokenFile,
      .configurationFile, .timeout, .cache, .verbose:
      nil
    case .identityToken: "The identity token."
    case .buildURL, .buildAPIToken:
      "Where an identity token is asked for, and with what. Every build on bitrise.io has them."
    case .accessKeyID, .secretAccessKey, .sessionToken:
      "Keys: they assume the role where there is no identity token, and are used as they are where no role is named."
    case .buildNumber, .buildSlug:
      "The build: for the session's name, and to keep the cached passwords of builds apart."
    case .appSlug: "The app that trust-policy check is about, unless --app-slug names one."
    case .stepExecutionID, .stepSourceDirectory:
      "If one of them is set and there are no arguments, the program is a Bitrise step."
    case .formattedOutputFile: "A file that Bitrise shows beside a step's log. The doctor writes its report there, too."
    case .cacheDirectory: "The directory of the cache."
    case .stsEndpoint, .ecrEndpoint, .ecrPublicEndpoint, .endpoint:
      "Other endpoints than AWS's own. They cannot be combined with AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT."
    case .ignoresEndpoints: "The value true means that none of these counts."
    case .usesFIPS, .usesDualStack:
      "Which variant of an endpoint is asked: true or false; otherwise the registry's host says it."
    case .httpsProxy, .lowercaseHTTPSProxy, .noProxy, .lowercaseNoProxy:
      "The proxy, and the hosts reached without it, as Go's programs read them; else these names in lower case."
    case .certificateBundle, .certificateFile, .certificateDirectories:
      "The certificates that are trusted, in place of the system's: a file, a file, directories with colons between."
    case .dockerConfig: "The directory of Docker's config.json."
    case .dockerAuthConfig, .registryAuthFile, .registriesConf, .olderRegistriesConf:
      "Read by the doctor only, to see what other clients make of them."
    case .profile, .containerCredentialsPath, .containerCredentialsURL:
      "Not used. Where no identity is found, the message says so."
    case .home, .userConfigurationDirectory, .runtimeDirectory, .temporaryDirectory: "Where the files below are."
    case .path:
      "Where credential stores, envman and, by the doctor, another program of this name are looked for."
    case .terminal, .noColor: "If NO_COLOR is set, or TERM is dumb, the doctor does not colour its marks."
    }
  }
}
