import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

/// What a file needs that the system would not start; that it is started at all, only the program itself shows.
@Suite struct MissingInterpreterTests {
  /// How a script's first line begins, and the interpreter that it names.
  static let firstLines: [(String, String)] = [
    ("#!/nonexistent/bash\n", "/nonexistent/bash"), ("#! /nonexistent/env python9\n", "/nonexistent/env"),
    ("#!\t/nonexistent/perl -w\necho\n", "/nonexistent/perl"), ("#!/bin/sh\r\necho\r\n", "/bin/sh\r"),
    ("#!/nonexistent/end", "/nonexistent/end"),
  ]

  @Test("A script names its interpreter in its first line", arguments: firstLines)
  func script(_ text: String, _ interpreter: String) throws {
    let temporary = try TemporaryDirectory()
    try TemporaryDirectory.write(text, to: temporary("script"))
    let missing = try #require(MissingInterpreter(of: temporary("script")))
    #expect(missing.file == temporary("script"))
    #expect(missing.interpreter == interpreter)
    let shown = interpreter.replacing("\r", with: " ")
    #expect("\(missing)" == "\(temporary("script")) needs \(shown), which does not exist")
  }

  @Test("A program names its dynamic loader")
  func loader() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "/bin/true"))
    let start = try #require(bytes.firstRange(of: Data("/lib".utf8))?.lowerBound)
    let end = try #require(bytes[start...].firstIndex(of: 0))
    let missing = try #require(MissingInterpreter(of: "/bin/true"))
    #expect(missing.interpreter == String(decoding: bytes[start..<end], as: UTF8.self))
  }

  @Test(
    "Of an odd file it is said that there is an interpreter, not which one",
    arguments: ["", "\u{7F}ELF", "\u{7F}ELF\u{2}\u{1}" + String(repeating: "\u{7F}", count: 100), "#!\n"])
  func oddFile(_ text: String) throws {
    let temporary = try TemporaryDirectory()
    try TemporaryDirectory.write(text, to: temporary("odd"))
    let missing = try #require(MissingInterpreter(of: temporary("odd")))
    #expect("\(missing)" == "\(temporary("odd")) needs an interpreter that does not exist")
  }

  @Test("A file that is not there needs none")
  func noFile() throws {
    #expect(MissingInterpreter(of: try TemporaryDirectory()("none")) == nil)
  }
}
