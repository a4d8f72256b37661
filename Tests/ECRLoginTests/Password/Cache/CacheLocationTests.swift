import Testing

@testable import ECRLogin

@Suite struct CacheLocationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let environment: [String: String]
    let directories: Set<String>
    let path: String?

    var testDescription: String {
      environment.map { "\($0)=\($1)" }.sorted().joined(separator: " ") + " with \(directories.sorted())"
    }

    init(_ environment: [String: String], _ directories: Set<String>, _ path: String?) {
      self.environment = environment
      self.directories = directories
      self.path = path
    }
  }

  private static let name = "docker-credential-bitrise-501"

  static let cases: [Case] = [
    // The first of the user's runtime directory, the directory for temporary files, /tmp.
    Case(["XDG_RUNTIME_DIR": "/run/u", "TMPDIR": "/var/t"], ["/run/u", "/var/t", "/tmp"], "/run/u/\(name)"),
    Case(["XDG_RUNTIME_DIR": "/run/u", "TMPDIR": "/var/t"], ["/var/t", "/tmp"], "/var/t/\(name)"),
    Case(["TMPDIR": "/var/t"], ["/tmp"], "/tmp/\(name)"), Case([:], ["/tmp"], "/tmp/\(name)"),
    Case(["XDG_RUNTIME_DIR": "", "TMPDIR": ""], ["/tmp"], "/tmp/\(name)"), Case([:], [], nil),
    Case(["TMPDIR": "/var/t"], [], nil),
    // Only whole paths.
    Case(["XDG_RUNTIME_DIR": "run", "TMPDIR": "./t"], ["run", "./t", "/tmp"], "/tmp/\(name)"),
    // Never under the home directory, which CI services save.
    Case(["HOME": "/home/me", "XDG_RUNTIME_DIR": "/home/me/run"], ["/home/me/run", "/tmp"], "/tmp/\(name)"),
    Case(["HOME": "/home/me/", "TMPDIR": "/home/me/t"], ["/home/me/t", "/tmp"], "/tmp/\(name)"),
    Case(["HOME": "/home/me", "TMPDIR": "/home/me"], ["/home/me", "/tmp"], "/tmp/\(name)"),
    Case(["HOME": "/home/me", "TMPDIR": "/home/me/"], ["/home/me/", "/tmp"], "/tmp/\(name)"),
    Case(["HOME": "/tmp", "TMPDIR": "/tmp/t"], ["/tmp/t", "/tmp"], nil),
    // A neighbour whose name begins alike is not under it; under / is everything.
    Case(["HOME": "/home/me", "TMPDIR": "/home/me2"], ["/home/me2", "/tmp"], "/home/me2/\(name)"),
    Case(["HOME": "/", "TMPDIR": "/var/t"], ["/var/t"], "/var/t/\(name)"),
    Case(["HOME": "", "TMPDIR": "/var/t"], ["/var/t"], "/var/t/\(name)"),
    // The one that is asked for, wherever it is, itself.
    Case(
      ["ECR_LOGIN_CACHE_DIR": "/home/me/c", "HOME": "/home/me", "XDG_RUNTIME_DIR": "/run/u"], ["/run/u"], "/home/me/c"),
    Case(["ECR_LOGIN_CACHE_DIR": "c"], [], "c"),
    Case(["ECR_LOGIN_CACHE_DIR": ""], ["/tmp"], "/tmp/\(name)"),
  ]

  @Test("The cache is where nobody saves it", arguments: cases)
  func location(_ example: Case) {
    let path = CacheLocation.directory(
      Environment(example.environment), userID: 501, isDirectory: example.directories.contains)
    #expect(path == example.path)
  }

  #if os(Linux)
    @Test("On Linux /dev/shm comes after the user's runtime directory, before all that may be on a disk")
    func sharedMemory() {
      func path(_ environment: [String: String], _ directories: Set<String>) -> String? {
        CacheLocation.directory(Environment(environment), userID: 0, isDirectory: directories.contains)
      }
      let all: Set<String> = ["/run/u", "/dev/shm", "/var/t", "/tmp"]
      #expect(path(["XDG_RUNTIME_DIR": "/run/u"], all) == "/run/u/docker-credential-bitrise-0")
      #expect(path(["TMPDIR": "/var/t"], all) == "/dev/shm/docker-credential-bitrise-0")
      #expect(path(["TMPDIR": "/var/t", "HOME": "/dev/shm"], all) == "/var/t/docker-credential-bitrise-0")
    }
  #endif
}
