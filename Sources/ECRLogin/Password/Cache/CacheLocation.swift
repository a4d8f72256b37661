import Basics

/// Where the cache is.
enum CacheLocation {
  /// The cache's directory: the one that was asked for, else one of the user's own in memory-backed storage.
  ///
  /// Never under the home directory unless asked for: CI services save that for later builds.
  /// - Parameters:
  ///   - environment: The variables that name places.
  ///   - userID: Whose cache it is.
  ///   - isDirectory: Whether a path is a directory that files can be made in.
  /// - Returns: `nil` where no place is fit.
  static func directory(
    _ environment: Environment, userID: UInt32, isDirectory: (String) -> Bool
  ) -> String? {
    if let asked = environment[.cacheDirectory] { return asked }
    var places = [environment[.runtimeDirectory]]
    #if os(Linux)
      places.append("/dev/shm")
    #endif
    places += [environment[.temporaryDirectory], "/tmp"]
    let home = environment[.home].map { $0.ends(with: "/") ? $0 : $0 + "/" }
    let parent = places.lazy.compactMap { $0 }.first { place in
      let isUnderHome = home.map { $0 != "/" && (place + "/").begins(with: $0) } ?? false
      return place.begins(with: "/") && !isUnderHome && isDirectory(place)
    }
    return parent.map { "\($0)/\(Program.name)-\(userID)" }
  }
}
