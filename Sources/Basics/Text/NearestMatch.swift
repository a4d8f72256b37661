/// The word of a list that somebody who typed another probably meant; `nil` if none is near.
///
/// By the number of letters to insert, leave out, change or swap (optimal string alignment distance).
package func nearest(to word: String, in list: [String]) -> String? {
  let ranked = list.map { ($0, distance(Array(word.lowercased().utf8.prefix(64)), Array($0.lowercased().utf8))) }
  guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, min(3, best.0.utf8.count / 3)) else { return nil }
  return best.0
}

private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var row = [i + 1]
    for (j, y) in b.enumerated() {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (x == y ? 0 : 1))
      if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { best = min(best, beforeLast[j - 1] + 1) }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
