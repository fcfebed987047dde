import Foundation

/// Checks before the start what would otherwise fail in the middle of it.
enum Listening {
  /// - Throws: ``StartupFailure`` when the address can't be listened on.
  static func check(host: String, port: Int) throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
      throw StartupFailure("The host \(host) is not an address of this machine.")
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
      switch errno {
      case EADDRINUSE:
        throw StartupFailure("Port \(port) on \(host) is already in use. Choose another with --port.")
      case EACCES:
        throw StartupFailure("Port \(port) needs more rights than this user has. Choose one above 1023 with --port.")
      case EADDRNOTAVAIL:
        throw StartupFailure("The host \(host) is not an address of this machine.")
      default:
        throw StartupFailure("Can't listen on \(host):\(port): \(String(cString: strerror(errno))).")
      }
    }
  }

  /// - Throws: ``StartupFailure`` when files can't be written in the directory.
  static func prepareDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StartupFailure("The data directory \(path) can't be created. Choose another with --data-dir.")
    }
    let probe = path + "/.write-check-\(getpid())"
    guard FileManager.default.createFile(atPath: probe, contents: Data()) else {
      throw StartupFailure("The data directory \(path) can't be written to. Choose another with --data-dir.")
    }
    try? FileManager.default.removeItem(atPath: probe)
  }
}
