#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension AtomicFile {
  /// Where the copy is kept: beside the file, or in the spare directory.
  private enum Place {
    case beside(Int32)
    case spare(CacheDirectory)
  }

  /// Whether a file can be written in place where nothing can be made beside it.
  func canBeWrittenInPlace(_ target: String) -> Bool {
    access(target.onSystem, W_OK) == 0 && spareDirectory.flatMap { try? CacheDirectory(path: $0) } != nil
  }

  /// Writes the new content into the file, with a copy of both beside it until that is done, or in the spare directory
  /// where nothing can be made beside it.
  /// - Returns: Whether it was: not, where the file cannot be written, or there is no place for the copy.
  /// - Throws: `Diagnostic`: it could not be written; the file has its old content again, or the copy is kept
  ///   for the next edit.
  func writeInPlace(_ target: String, in directory: Int32, _ journal: EditJournal) throws -> Bool {
    guard access(target.onSystem, W_OK) == 0, let place = keep(journal, of: target, in: directory) else { return false }
    do {
      try Self.overwrite(target, with: journal.new)
    } catch {
      if (try? Self.overwrite(target, with: journal.old)) != nil { forget(target, in: place) }
      throw problem("cannot be written in place: \(error)")
    }
    forget(target, in: place)
    return true
  }

  /// Gives a file its old content back, where a process was ended while it wrote it in place.
  func recover(_ target: String, in directory: Int32) throws {
    for place in places(in: directory) {
      guard let journal = kept(of: target, in: place) else { continue }
      if let content = try content(of: target), journal.isHalfWritten(content) {
        do {
          try Self.overwrite(target, with: journal.old)
        } catch {
          throw problem("was left half written, and cannot be restored: \(error)")
        }
      }
      forget(target, in: place)
    }
  }

  /// Whether a process was ended while it wrote a file in place, or is doing so now.
  func isBeingWritten(_ target: String) -> Bool {
    if access("\(Self.split(target).directory)/\(Self.journalName(Self.split(target).name))".onSystem, F_OK) == 0 {
      return true
    }
    guard let spare = spareDirectory, let name = Self.spareName(of: target) else { return false }
    return access("\(spare)/\(name)", F_OK) == 0
  }

  private func places(in directory: Int32) -> [Place] {
    let spare = spareDirectory.flatMap { access($0, F_OK) == 0 ? try? CacheDirectory(path: $0) : nil }
    return [.beside(directory)] + (spare.map { [.spare($0)] } ?? [])
  }

  private func keep(_ journal: EditJournal, of target: String, in directory: Int32) -> Place? {
    let name = Self.journalName(Self.split(target).name)
    let temporary = Self.temporaryName(Self.split(target).name, getpid())
    let file = openat(directory, temporary.onSystem, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if file >= 0 {
      defer { close(file) }
      if (try? writeAll(journal.bytes, to: file)) != nil, fsync(file) == 0,
        renameat(directory, temporary.onSystem, directory, name.onSystem) == 0
      {
        _ = fsync(directory)
        return .beside(directory)
      }
      unlinkat(directory, temporary.onSystem, 0)
    }
    guard let spare = spareDirectory.flatMap({ try? CacheDirectory(path: $0) }),
      let spareName = Self.spareName(of: target), (try? spare.write(journal.bytes, to: spareName)) != nil
    else { return nil }
    return .spare(spare)
  }

  private func kept(of target: String, in place: Place) -> EditJournal? {
    switch place {
    case .beside(let directory):
      let name = Self.journalName(Self.split(target).name)
      let file = openat(directory, name.onSystem, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else { return nil }
      defer { close(file) }
      return (try? readAll(file, 2 * sizeLimit + 64)).flatMap { EditJournal($0) }
    case .spare(let spare):
      guard let name = Self.spareName(of: target) else { return nil }
      return (try? spare.read(name, limit: 2 * sizeLimit + 64)).flatMap { $0 }.flatMap { EditJournal($0) }
    }
  }

  private func forget(_ target: String, in place: Place) {
    switch place {
    case .beside(let directory): unlinkat(directory, Self.journalName(Self.split(target).name).onSystem, 0)
    case .spare(let spare): if let name = Self.spareName(of: target) { spare.remove(name) }
    }
  }

  /// Not one of the temporary names: those are removed unread.
  static func journalName(_ name: String) -> String { ".\(name).\(Program.name).journal" }

  /// The file's own number tells it from others: it stays while it is written in place.
  private static func spareName(of target: String) -> String? {
    var status = stat()
    guard stat(target.onSystem, &status) == 0 else { return nil }
    return "edit-\(status.st_dev)-\(status.st_ino).journal"
  }

  /// Writes over what is there, and cuts off what is behind it.
  private static func overwrite(_ target: String, with content: [UInt8]) throws {
    let file = open(target.onSystem, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw SystemError(code: errno) }
    defer { close(file) }
    try writeAll(content, to: file)
    guard ftruncate(file, off_t(content.count)) == 0, fsync(file) == 0 else { throw SystemError(code: errno) }
  }
}
