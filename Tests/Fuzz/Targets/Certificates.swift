import CLibcurl

extension FuzzTarget {
  /// Files of certificates: what is found in one has the subject that was asked for, and is all inside of the bundle.
  static let certificates = FuzzTarget(name: "certificates") { bytes in
    guard let bundle = clibcurl_bundle_new() else { return }
    defer { clibcurl_bundle_free(bundle) }
    let isUnderstood = bytes.withUnsafeBytes { buffer in
      guard let start = buffer.bindMemory(to: CChar.self).baseAddress else { return true }
      return clibcurl_bundle_add(bundle, start, buffer.count) != 0
    }
    let count = clibcurl_bundle_count(bundle)
    check(isUnderstood || count == 0, "\(count) certificates of a text that was not understood")
    check(count <= bytes.count / 50, "\(count) certificates in \(bytes.count) bytes")
    for subject in [[], [0x30, 0x00], Array(bytes.prefix(32))] as [[UInt8]] {
      var position = 0
      var length = 0
      var found = 0
      while let certificate = clibcurl_bundle_next(bundle, subject, subject.count, &position, &length) {
        found += 1
        let der = Array(UnsafeBufferPointer(start: certificate, count: length))
        check(der.first == 0x30 && subject.first == 0x30, "a certificate that is no sequence")
      }
      check(found <= count && position == count, "\(found) of \(count) certificates, up to \(position)")
    }
  }
}
