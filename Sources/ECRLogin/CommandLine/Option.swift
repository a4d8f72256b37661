/// An option of the command line; `OptionDefinition` says how each is spelled.
enum Option: Sendable, CaseIterable {
  case roleARN
  case audience
  case sessionName
  case durationSeconds
  case region
  case webIdentityTokenFile
  case timeout
  case cache
  case verbose
  case quiet
  case configurationFile
  case format
  case repository
  case remove
  case dryRun
  case appSlug
  case workflow
  case account
  case partition
  case pull
  case push
  case publicRegistry
  case tokenFile
}
