@testable import ECRLogin

/// Lines of mdoc, the language of manual pages, made of plain text.
enum Mdoc {
  /// A paragraph: options and variables in their own type, and each sentence on a line of its own, as mdoc wants it.
  static func text(_ plain: String) -> [String] {
    var lines: [String] = []
    var line = ""
    func end() {
      if !line.isEmpty { lines.append(line) }
      line = ""
    }
    for word in plain.split(whereSeparator: \.isWhitespace).map(String.init) {
      if let macro = macro(word) {
        end()
        lines.append(macro)
        continue
      }
      if line.count + word.count > 76 { end() }
      line += line.isEmpty ? beginning(word) : " \(word.replacing("\\", with: "\\e"))"
      if let last = word.last(where: { $0 != ")" }), ".?!".contains(last), !word.hasSuffix("...") { end() }
    }
    end()
    return lines
  }

  /// A text of paragraphs and of items: `word:   text`, which goes on in lines that are indented.
  static func details(_ plain: String) -> [String] {
    var paragraph = ""
    var items: [(tag: String, text: String)] = []
    for line in plain.split(separator: "\n") {
      if let item = line.wholeMatch(of: /([a-z]+): {2,}(.*)/) {
        items.append((String(item.1), String(item.2)))
      } else if line.hasPrefix(" "), !items.isEmpty {
        items[items.count - 1].text += " \(line)"
      } else {
        paragraph += " \(line)"
      }
    }
    return text(paragraph) + (items.isEmpty ? [] : list(items.map { ("Cm \($0.tag)", text($0.text)) }))
  }

  /// A list of things, each with what is to be said of it.
  static func list(_ items: [(tag: String, lines: [String])]) -> [String] {
    [".Bl -tag -width Ds"] + items.flatMap { [".It \($0.tag)"] + $0.lines } + [".El"]
  }

  /// A text that begins a sentence and ends one.
  static func sentence(_ plain: String) -> String {
    plain.prefix(1).uppercased() + plain.dropFirst() + (plain.hasSuffix("?") ? "" : ".")
  }

  /// The macro for an option or a variable, with the punctuation behind it; `nil` for any other word.
  private static func macro(_ word: String) -> String? {
    guard let parts = word.wholeMatch(of: /(--?)?(\w[\w-]*)([.,;:]*)/) else { return nil }
    let name = String(parts.2)
    let punctuation = parts.3.map { " \($0)" }.joined()
    switch parts.1 {
    case "--"?: return ".Fl Fl \(name)\(punctuation)"
    case "-"?: return ".Fl \(name)\(punctuation)"
    default: return Variable(rawValue: name).map { ".Ev \($0)\(punctuation)" }
    }
  }

  /// A word as the first one of a line, where some characters mean something else.
  private static func beginning(_ word: String) -> String {
    (word.hasPrefix(".") || word.hasPrefix("'") ? "\\&" : "") + word.replacing("\\", with: "\\e")
  }
}
