import AWSAuth
import Basics

/// Writing settings into the program's own configuration file; what else is in it stays as it is.
struct ConfigurationFileEditor {
  let path: String

  /// Sets the role of some registries.
  ///
  /// A role that the file has for all registries stays, and so do those of other registries. The first role becomes that
  /// of all registries, so that other commands use it, too; a different one later is set for its own registries only.
  /// - Parameters:
  ///   - values: The role's settings.
  ///   - hosts: The registries.
  /// - Throws: `Diagnostic` that names the file; it is then as it was.
  func setRole(_ values: [Setting: String], of hosts: [String]) throws {
    let file = AtomicFile(
      path: path, name: "the configuration file", advice: "Check its permissions.",
      sizeLimit: ConfigurationFile.sizeLimit)
    try file.edit { old in
      let text = old ?? Array("{}".utf8)
      // Whatever the file is to be, it has to be one that we can read.
      let settings = try ConfigurationFile(text, path: path)
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
      let start = text.firstIndex { !blanks.contains($0) } ?? 0
      let end = text.lastIndex { !blanks.contains($0) } ?? 0
      var object: JSONObject
      do throws(JSONScanner.Failure) {
        object = try JSONObject(text[start...end])
      } catch {
        throw Diagnostic(
          .invalidConfiguration, "the configuration file \(path.printable(limit: 300)) is not a JSON object",
          advice: "It was left as it is: correct it.")
      }
      let members = Self.members(values)
      let isFirst = settings.value("roleArn", for: nil) == nil
      let isSame = ConfigurationFile.registrySettings.allSatisfy { name in
        let key = SettingDefinition.of(name).fileKey ?? ""
        return settings.value(key, for: nil)?.text ?? "" == values[name] ?? ""
      }
      let layout = JSONLayout(like: object, depth: 1)
      if isFirst { for (key, value) in members { object.set(value, for: key, layout) } }
      let own = hosts.filter { settings.hasSettings(for: $0) || !(isFirst || isSame) }
      if !own.isEmpty { try Self.set(members, of: own, in: &object, layout) }
      return text[..<start] + object.text + text[(end + 1)...]
    }
  }

  /// The role's settings as members of an object, in the order of the table of settings.
  private static func members(_ values: [Setting: String]) -> [(key: String, value: [UInt8])] {
    SettingDefinition.all.compactMap { definition in
      guard let key = definition.fileKey, let value = values[definition.setting] else { return nil }
      return (key, definition.range != nil ? Array(value.utf8) : JSONText.string(value))
    }
  }

  private static func set(
    _ members: [(key: String, value: [UInt8])], of hosts: [String], in object: inout JSONObject, _ layout: JSONLayout
  ) throws {
    var settings = JSONObject()
    for (key, value) in members { settings.set(value, for: key, JSONLayout(like: object, depth: 3)) }
    var registries = JSONObject()
    if let old = object[ConfigurationFile.registriesKey] { registries = try JSONObject(old) }
    for host in hosts {
      registries.remove { $0.key.lowercased() == host }
      registries.set(Array(settings.text), for: host, JSONLayout(like: object, depth: 2))
    }
    object.set(Array(registries.text), for: ConfigurationFile.registriesKey, layout)
  }
}
