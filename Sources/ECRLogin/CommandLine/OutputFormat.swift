/// What `--format` of a command takes.
protocol OutputFormat: RawRepresentable<String>, CaseIterable, Sendable {}

/// In what form credentials are handed on.
enum CredentialsFormat: String, OutputFormat {
  case env
  case json
  case process
  case envman
}

/// In what form `doctor` reports.
enum DoctorFormat: String, OutputFormat {
  case text
  case json
}
