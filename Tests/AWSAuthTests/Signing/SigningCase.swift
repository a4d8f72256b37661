import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder in `Cases`: a request that shows one rule, and what each stage of signing must give for it.
///
/// Most are named for the case of AWS's signing test suite with the same rule. All are signed at
/// 2015-08-30T12:36:00Z for `service` in us-east-1, with the keys of AWS's documentation.
struct SigningCase: Sendable, CustomTestStringConvertible {
  /// What is in `request.json`.
  struct Request: Decodable {
    /// What the case shows, as a sentence.
    let rule: String
    let method: String
    /// Path and query, as they are sent.
    let target: String
    /// Name and value of each header field, in the order in which they are sent.
    let fields: [[String]]?
    let body: String?
    let sessionToken: String?
    let options: Options?

    /// What the signer is told about the service.
    enum Options: String, Decodable {
      case s3
    }
  }

  /// The files of which a case consists.
  enum File: String, CaseIterable {
    case request = "request.json"
    case canonicalRequest = "canonical-request.txt"
    case stringToSign = "string-to-sign.txt"
    case authorization = "authorization.txt"
  }

  /// A case with a missing or unexpected file.
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder's name.
  let testDescription: String

  /// The folder that has a folder for each case.
  ///
  /// In the directory of this source file, so that a new case needs no build.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")

  /// Every case, by name.
  /// - Throws: The folder cannot be read.
  static func all() throws -> [SigningCase] {
    try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().map { SigningCase(testDescription: $0) }
  }

  /// The names of all files that the case has, in the order of their bytes.
  /// - Throws: The folder cannot be read.
  func fileNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// The request.
  /// - Throws: There is no such file, or it is not such a request.
  func request() throws -> Request {
    try JSONDecoder().decode(Request.self, from: Data(contentsOf: url(of: .request)))
  }

  /// The text of a file, without the line break that ends each of them.
  /// - Throws: There is no such file, it has no line break at its end, or it is not UTF-8.
  func text(of file: File) throws -> String {
    let bytes = try Data(contentsOf: url(of: file))
    guard bytes.last == UInt8(ascii: "\n"), let text = String(data: bytes.dropLast(), encoding: .utf8) else {
      throw Malformed(description: "\(testDescription)/\(file.rawValue) is not UTF-8 with a line break at its end")
    }
    return text
  }

  private var folder: URL { Self.root.appending(path: testDescription) }

  private func url(of file: File) -> URL { folder.appending(path: file.rawValue) }
}
