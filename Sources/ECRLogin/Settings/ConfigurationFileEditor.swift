import AWSAuth

/// Writing settings into the program's own configuration file; what else is in it stays as it is.
struct ConfigurationFileEditor {
  let path: String

  /// Gives keys values, in the order of the table of settings.
  /// - Parameter values: By setting; a setting without a key in the file is left out.
  /// - Throws: `AuthenticationFailure` that names the file; it is then as it was.
  func set(_ values: [SettingDefinition.Name: String]) throws {
    let file = EditedFile(
      path: path, name: "the configuration file", advice: "Check its permissions.",
      sizeLimit: ConfigurationFile.sizeLimit)
    try file.edit { old in
      let text = old ?? Array("{}".utf8)
      // Whatever the file is to be, it has to be one that we can read.
      _ = try ConfigurationFile(text, path: path)
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
      let start = text.firstIndex { !blanks.contains($0) } ?? 0
      let end = text.lastIndex { !blanks.contains($0) } ?? 0
      var object: JSONObject
      do throws(JSONScanner.Failure) {
        object = try JSONObject(text[start...end])
      } catch {
        throw AuthenticationFailure(
          .invalidConfiguration, "the configuration file \(path.printable(limit: 300)) is not a JSON object",
          advice: "It was left as it is: correct it.")
      }
      let layout = JSONLayout(like: object, depth: 1)
      for definition in SettingDefinition.all {
        guard let key = definition.fileKey, let value = values[definition.name] else { continue }
        object.set(definition.name == .durationSeconds ? Array(value.utf8) : JSONText.string(value), for: key, layout)
      }
      return text[..<start] + object.text + text[(end + 1)...]
    }
  }
}
