/// `list`: what is stored for Docker, which is nothing: passwords are fetched when they are needed.
struct ListCommand: Command {
  let call: CommandCall

  func run() throws -> ExitCode {
    try context.console.print("{}")
    return .success
  }
}
