import Foundation

/// Whom the executable runs as in tests: like in the image, a user of no rights. Where the tests run as root,
/// each child drops to `nobody` without a single capability; elsewhere it runs as the tests do.
enum UnprivilegedUser {
  /// Debian's `nobody` and `nogroup`.
  private static let id: UInt32 = 65_534

  private static var isNeeded: Bool { geteuid() == 0 }

  /// The program and arguments that run `executable` as this user.
  static func command(_ executable: URL, _ arguments: [String]) -> (program: URL, arguments: [String]) {
    guard isNeeded else { return (executable, arguments) }
    let drop = [
      "--reuid", "\(id)", "--regid", "\(id)", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
      "--no-new-privs", "--",
    ]
    return (URL(filePath: "/usr/bin/setpriv"), drop + [readable(executable).path] + arguments)
  }

  /// Gives a directory and all in it to this user.
  static func own(_ directory: URL) throws {
    guard isNeeded else { return }
    let below = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
    for path in [directory.path] + below.map({ directory.appending(path: $0).path }) {
      guard lchown(path, id, id) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }
  }

  /// Where this user may run the executable from: its own place, or a copy where a directory above is closed.
  private static func readable(_ executable: URL) -> URL {
    isOpen(executable.deletingLastPathComponent()) ? executable : copy ?? executable
  }

  /// A copy that everybody may run, made once; `nil` where it can't be made.
  private static let copy: URL? = {
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-executable")
    let place = directory.appending(path: "\(getpid())")
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: QuartetProcess.executable, to: place)
    } catch {
      return nil
    }
    // The tests' process ends without a last word to its values.
    atexit { try? FileManager.default.removeItem(at: UnprivilegedUser.copy ?? URL(filePath: "/nonexistent")) }
    return place
  }()

  /// Whether everybody may pass through a directory and all above it.
  private static func isOpen(_ directory: URL) -> Bool {
    var path = directory.standardizedFileURL.path
    while true {
      let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
      if mode & 0o001 == 0 { return false }
      if path == "/" { return true }
      path = (path as NSString).deletingLastPathComponent
    }
  }
}
