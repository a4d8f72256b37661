@testable import ECRLogin

/// What the manual page says of commands and options beyond their help.
enum ManualNotes {
  /// Of commands, after their details.
  static let commands: [CommandDefinition.Name: String] = [
    .get: """
    For a host that is none of ECR's it answers "credentials not found in native keychain", upon which Docker goes on \
    without a password. So it does for ECR Public, from which everybody may pull, where no identity is configured or \
    that may not ask for a password; pulls are slower then, as --verbose says.
    """,
    .store: "It fails for every other host, whose password would be lost.",
    .login: """
    A file that Docker cannot read is left as it is, and the place where Docker stops is named, before anybody is \
    asked for a password. Where this program itself is the host's helper, the file stays as it is, and the password \
    is in the cache then.
    """,
    .logout: """
    A password in a credential store is taken out, too. A host that was not logged in is no failure. A key of auths, \
    as it stands there, takes out that entry alone, where Docker cannot read it or where it is one of a single \
    repository.
    """,
    .configure: "The registries' passwords are taken out of that file. All registries are changed, or none.",
    .password: "The user name that belongs to it is AWS.",
    .trustPolicy: """
    With --app-slug and --workflow the check says also whether that build gets in. A statement that denies is reported, and \
    stays as it stands.
    """,
    .doctor: """
    A broken link names itself; those behind it are not tried. Of docker, podman, skopeo and buildah it says where \
    each gets the password; credential stores and other helpers are asked for it, as the clients would ask them, and \
    what they or a file have is shown to the registry. Marks are coloured on a terminal only.
    """,
  ]

  /// Of options, after their help.
  static let options: [Option: String] = [
    .audience: "In China it is sts.amazonaws.com.cn.",
    .sessionName: "Outside of Bitrise it is the program's name.",
    .region: "It counts for credentials, for an account in place of a host, and for no registry at all.",
    .timeout: """
    It is a whole number of seconds, \(TimeLimit.range.lowerBound) to \(TimeLimit.range.upperBound). A credential \
    store or envman that does not answer by then is killed.
    """,
    .verbose: "No secret is part of it.",
    .format: "Each of them says above which forms there are.",
    .repository: """
    It looks for the tag behind a colon, or for latest, and begins an upload that it cancels: nothing is pushed.
    """,
    .workflow: """
    Without any it is every workflow of the app that --app-slug names; where the app is the token's, so is the \
    workflow.
    """,
    .dryRun: "No password is asked for.",
  ]
}
