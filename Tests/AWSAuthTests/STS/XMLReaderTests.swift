import TestSupport
import Testing

@testable import AWSAuth

@Suite struct XMLReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let root: XMLElement

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ root: XMLElement) {
      self.text = text
      self.root = root
    }
  }

  private static func element(_ name: String, _ text: String = "", _ children: [XMLElement] = []) -> XMLElement {
    XMLElement(name: name, text: text, children: children)
  }

  static let cases: [Case] = [
    // Elements.
    Case("<a></a>", element("a")),
    Case("<a/>", element("a")),
    Case("<a />", element("a")),
    Case("<a>x</a>", element("a", "x")),
    Case("<a\n>x</a \t>", element("a", "x")),
    Case("<a><b>1</b><c/><b>2</b></a>", element("a", "", [element("b", "1"), element("c"), element("b", "2")])),
    Case("<a>x<b>y</b>z</a>", element("a", "xz", [element("b", "y")])),
    Case("<é>ü</é>", element("é", "ü")),
    // White space counts within elements and nowhere else.
    Case("\r\n <a> x\n</a>\t\n", element("a", " x\n")),
    // A byte order mark says nothing.
    Case("\u{FEFF}<a>x</a>", element("a", "x")),
    // What is around the root.
    Case(#"<?xml version="1.0" encoding="UTF-8"?><a/>"#, element("a")),
    Case("<!-- > <b> --><?p <x> ?><a/><!-- after -->\n<?q?>", element("a")),
    // Namespaces and attributes say nothing either.
    Case(#"<a xmlns="https://sts.amazonaws.com/doc/2011-06-15/">x</a>"#, element("a", "x")),
    Case(#"<n:a xmlns:n="u"><n:b>x</n:b></n:a>"#, element("a", "", [element("b", "x")])),
    Case(#"<a b = "1>2/" c='"'>x</a>"#, element("a", "x")),
    Case(#"<a b="1"/>"#, element("a")),
    // References.
    Case("<a>&lt;&amp;&gt;&quot;&apos;</a>", element("a", "<&>\"'")),
    Case("<a>&#65;&#x42;&#x1F642;&#xe9;</a>", element("a", "AB🙂é")),
    Case("<a>&amp;lt;</a>", element("a", "&lt;")),
    Case("<a>x&amp;y;z&lt;</a>", element("a", "x&y;z<")),
    // Literal sections, comments and instructions within text.
    Case("<a>1<![CDATA[<b>&amp;]]]]><![CDATA[>]]>2</a>", element("a", "1<b>&amp;]]>2")),
    Case("<a><![CDATA[]]></a>", element("a")),
    Case("<a>1<!-- <b> & -->2<?p & ?>3</a>", element("a", "123")),
  ]

  @Test("A document is read into its elements", arguments: cases)
  func reads(_ test: Case) throws {
    #expect(try XMLReader.read([UInt8](test.text.utf8)) == test.root)
  }

  @Test("Bytes that are not UTF-8 are replaced, not refused")
  func repairsUTF8() throws {
    #expect(try XMLReader.read([UInt8]("<a>".utf8) + [0xFF] + [UInt8]("</a>".utf8)) == Self.element("a", "\u{FFFD}"))
  }

  @Test("An element is found by the path of its names, the first of several")
  func path() throws {
    let root = try XMLReader.read([UInt8]("<a><b><c>1</c><c>2</c></b><b><d/></b></a>".utf8))
    #expect(root.first("b", "c")?.text == "1")
    #expect(root.first() == root)
    // The first b is the one that counts.
    #expect(root.first("b", "d") == nil)
    #expect(root.first("c") == nil)
    #expect(root.first("a") == nil)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let failure: XMLReader.Failure

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ failure: XMLReader.Failure) {
      self.text = text
      self.failure = failure
    }
  }

  static let refusals: [Refusal] = [
    // Nothing, or not all.
    Refusal("", .truncated), Refusal(" \n", .truncated), Refusal("\u{FEFF}", .truncated), Refusal("<", .truncated),
    Refusal("<a", .truncated), Refusal("<a>", .truncated), Refusal("<a>x", .truncated),
    Refusal("<a><b></b>", .truncated),
    Refusal("<a></", .truncated), Refusal("<a></a", .truncated), Refusal("<a/", .truncated),
    Refusal("<a b", .truncated),
    Refusal("<a b=", .truncated), Refusal("<a b='x", .truncated), Refusal("<!-- ", .truncated),
    Refusal("<?xml", .truncated), Refusal("<a><![CDATA[x]]</a>", .truncated), Refusal("<a><!-- </a>", .truncated),
    // Not XML.
    Refusal("status 503", .notWellFormed), Refusal("{\"a\":1}", .notWellFormed), Refusal("<>", .notWellFormed),
    Refusal("< a/>", .notWellFormed), Refusal("</a>", .notWellFormed),
    Refusal("<html><br></html>", .notWellFormed),
    // Tags that do not match.
    Refusal("<a></b>", .notWellFormed), Refusal("<a><b></a></b>", .notWellFormed), Refusal("<a></A>", .notWellFormed),
    Refusal("<a></a b>", .notWellFormed), Refusal("<a></a/>", .notWellFormed), Refusal("<ab></a>", .notWellFormed),
    // More than one document.
    Refusal("<a/><b/>", .notWellFormed), Refusal("<a/>x", .notWellFormed), Refusal("<a></a></a>", .notWellFormed),
    // Attributes.
    Refusal("<a b></a>", .notWellFormed), Refusal("<a b=c></a>", .notWellFormed), Refusal("<a =''/>", .notWellFormed),
    Refusal("<a / >", .notWellFormed),
    // References to what was never defined.
    Refusal("<a>&</a>", .notWellFormed), Refusal("<a>&amp</a>", .notWellFormed), Refusal("<a>&;</a>", .notWellFormed),
    Refusal("<a>&nbsp;</a>", .notWellFormed), Refusal("<a>&#;</a>", .notWellFormed),
    Refusal("<a>&#x;</a>", .notWellFormed), Refusal("<a>&#xD800;</a>", .notWellFormed),
    Refusal("<a>&#x110000;</a>", .notWellFormed), Refusal("<a>&#99999999999;</a>", .notWellFormed),
    Refusal("<a>&AMP;</a>", .notWellFormed), Refusal("<a>& b;</a>", .notWellFormed),
    // Document types, through which entities come.
    Refusal("<!DOCTYPE html><html></html>", .documentType),
    Refusal("<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .documentType),
    Refusal("<a/><!DOCTYPE a>", .documentType),
  ]

  @Test("What is not a whole document is refused", arguments: refusals)
  func refused(_ test: Refusal) {
    #expect(throws: test.failure) { try XMLReader.read([UInt8](test.text.utf8)) }
  }

  @Test(
    "What XML does not allow is refused, though it could be read",
    arguments: [
      // A prefix is part of the name that the end tag repeats.
      "<a:x></b:x>", "<a:x></x>", "<:></:>", "<a:></a:>",
      // Declarations are no elements.
      "<a><!X></!X></a>", "<!X/>", "<a><!DOCTYPE/></a>",
      // Characters that XML has not, and numbers with signs.
      "<a>&#0;</a>", "<a>&#+65;</a>", "<a>&#x+41;</a>", "<a>&#-0;</a>",
    ])
  func strict(_ text: String) {
    #expect(throws: XMLReader.Failure.self) { try XMLReader.read([UInt8](text.utf8)) }
  }

  @Test(
    "Every truncation of a real answer is refused", arguments: [STSAnswer.success(), STSAnswer.error("A", "b&amp;c")])
  func truncations(_ text: String) {
    let bytes = [UInt8](text.utf8)
    for count in bytes.indices {
      #expect(throws: XMLReader.Failure.self, "the first \(count) bytes") { try XMLReader.read(Array(bytes[..<count])) }
    }
    #expect(throws: Never.self) { try XMLReader.read(bytes) }
  }

  @Test("Elements may lie so deep in each other, and no deeper")
  func depth() {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8]((String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)).utf8)
    }
    #expect(throws: Never.self) { try XMLReader.read(nested(XMLReader.depthLimit)) }
    #expect(throws: XMLReader.Failure.tooDeep) { try XMLReader.read(nested(XMLReader.depthLimit + 1)) }
    #expect(throws: XMLReader.Failure.tooDeep) { try XMLReader.read(nested(100_000)) }
    #expect(throws: XMLReader.Failure.tooDeep) {
      try XMLReader.read([UInt8](String(repeating: "<a>", count: 100_000).utf8))
    }
  }

  @Test("Much text, and many elements beside each other, are read", .timeLimit(.minutes(1)))
  func breadth() throws {
    let many = String(repeating: "<b>x</b>&amp;<!-- c -->", count: 5_000)
    let root = try XMLReader.read([UInt8]("<a>\(many)</a>".utf8))
    #expect(root.children.count == 5_000)
    #expect(root.text == String(repeating: "&", count: 5_000))
  }

  @Test("No bytes crash the reader", arguments: 0..<8)
  func randomBytes(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pieces: [[UInt8]] =
      [
        "<", ">", "</", "/>", "<a>", "</a>", "<a", " b='", "\"", "'", "=", "&", "&amp;", "&#", "&#x", ";", "1", "<!--",
        "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE", ":", " ", "\n", "x", "\u{FEFF}",
      ].map { [UInt8]($0.utf8) } + [[0x00], [0xFF], [0xC3], [0x80]]
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...24, using: &random) {
        bytes += pieces.randomElement(using: &random) ?? []
      }
      _ = try? XMLReader.read(bytes)
      bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = try? XMLReader.read(bytes)
    }
  }

  @Test("No single wrong byte in a real answer crashes the reader")
  func mutations() {
    let bytes = [UInt8](STSAnswer.success().utf8)
    for index in bytes.indices {
      for byte in [0x00, 0x20, 0x26, 0x2F, 0x3A, 0x3C, 0x3E, 0xFF] as [UInt8] {
        var mutated = bytes
        mutated[index] = byte
        _ = try? XMLReader.read(mutated)
      }
    }
  }
}
