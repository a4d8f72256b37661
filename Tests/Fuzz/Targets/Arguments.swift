@testable import ECRLogin

extension FuzzTarget {
  /// The command line, an argument a line: what is understood is the same when it is written out in full.
  static let arguments = FuzzTarget(name: "arguments") { bytes in
    let arguments = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try ArgumentParser.parse(arguments)
    } catch {
      checkShown(error.message)
      return
    }
    guard case .run(let command, let flags, let operands) = invocation else { return }
    let definition = CommandDefinition.of(command)
    check((definition.operandMinimum...definition.operandLimit).contains(operands.count), "\(operands.count) operands")
    var full = [command.rawValue]
    for option in flags.options.map(OptionDefinition.of) {
      for value in flags.list(option.option) {
        check(value.isEmpty == (option.placeholder == nil), "\(option.flag) has the value \(value)")
        check(option.applies(to: command), "\(option.flag) is taken by \(command)")
        full.append(value.isEmpty ? option.flag : "\(option.flag)=\(value)")
      }
    }
    check((try? ArgumentParser.parse(full + ["--"] + operands)) == invocation, "\(full) is something else")
  }
}
