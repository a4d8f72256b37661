@testable import AWSAuth

extension FuzzTarget {
  /// STS's answers: bounded in depth and size, and the same when they are written down again.
  static let xml = FuzzTarget(name: "xml") { bytes in
    guard let root = try? XMLReader.read(bytes) else { return }
    check(depth(root) <= XMLReader.depthLimit, "a depth of \(depth(root))")
    // A reference is longer than what it stands for, and each replaced byte that was not UTF-8 becomes three.
    check(size(root) <= 3 * bytes.count, "\(size(root)) bytes of \(bytes.count)")
    check((try? XMLReader.read(Array(text(root).utf8))) == root, "read differently the second time: \(text(root))")
  }

  private static func depth(_ element: XMLElement) -> Int { 1 + (element.children.map(depth).max() ?? 0) }

  private static func size(_ element: XMLElement) -> Int {
    element.name.utf8.count + element.text.utf8.count + element.children.map(size).reduce(0, +)
  }

  private static func text(_ element: XMLElement) -> String {
    let escaped = element.text.unicodeScalars.map { "&<>\"'".unicodeScalars.contains($0) ? "&#\($0.value);" : "\($0)" }
    return "<\(element.name)>\(escaped.joined())\(element.children.map(text).joined())</\(element.name)>"
  }
}
