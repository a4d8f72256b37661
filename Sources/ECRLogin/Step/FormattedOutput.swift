extension ProcessContext {
  /// Gives Bitrise a text in Markdown to show beside the step's log, where it says a file for that.
  ///
  /// That it cannot be written is no reason to fail.
  func showBesideLog(_ markdown: String) {
    guard let path = environment[.formattedOutputFile] else { return }
    do {
      let file = AtomicFile(path: path, name: "the summary", advice: "", sizeLimit: 1 << 20)
      try file.edit { _ in [UInt8](markdown.utf8) }
    } catch {
      console.report("warning: \(error)")
    }
  }
}
