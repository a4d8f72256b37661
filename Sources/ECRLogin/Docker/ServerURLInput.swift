/// Reads the server that `get` and `erase` are asked about from standard input.
func readServerURL(
  _ context: ProcessContext, command: CommandDefinition.Name
) throws(ServerURL.Failure) -> ServerURL {
  if context.console.inputIsTerminal {
    context.console.printError("\(command.rawValue) reads a registry's host from standard input; end it with Ctrl-D")
  }
  // What cannot be read is as good as nothing: the protocol has a sentence for that.
  let input = (try? context.console.readInput(HelperProtocol.inputLimit)) ?? []
  return try ServerURL(input)
}

/// Says what is wrong with the server that a verb was asked about.
func report(_ failure: ServerURL.Failure, _ context: ProcessContext, command: CommandDefinition.Name) throws {
  switch failure {
  case .empty:
    // The protocol's sentence stands alone on standard output.
    context.console.printError("\(command.rawValue) was given no registry on standard input")
    try context.console.print(HelperProtocol.noServerURL)
  case .notAHost(let reason):
    try context.console.failBoth("the registry on standard input is not a host name: \(reason)")
  }
}
