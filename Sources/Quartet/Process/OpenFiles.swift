import Foundation

/// The process's limit of open files.
enum OpenFiles {
  /// More than a process can use; some systems set no hard limit at all.
  private static let maximum: rlim_t = 1 << 20

  /// Raises the soft limit, which is 1024 in most shells and units, to the hard one. Every connection is an open
  /// file. Where that is not allowed the limit stays, and with it a smaller number of connections.
  static func raiseLimit() {
    var limits = rlimit()
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(files, &limits) == 0 else { return }
    let wanted = min(limits.rlim_max, maximum)
    guard limits.rlim_cur < wanted else { return }
    limits.rlim_cur = wanted
    _ = setrlimit(files, &limits)
  }
}
