import Foundation

/// One `up` at a time has a data directory: a second one would take its address and its keys' origins away.
enum DataDirectoryLock {
  /// Held until the process ends, however it does.
  /// - Throws: ``StartupFailure`` when another process has it.
  static func take(_ directory: String) throws {
    let descriptor = open(directory + "/up.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // A file system without locks is no reason not to start.
    guard descriptor >= 0 else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw StartupFailure(
        "The data directory \(directory) is in use by another `quartet up`. End that one, or choose another with --data-dir."
      )
    }
  }
}
