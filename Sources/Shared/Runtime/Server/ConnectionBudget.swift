import Foundation
import Synchronization

/// How many connections may be open at once, counted over every listener that shares the budget.
///
/// A process that runs out of open files does not refuse politely: libdispatch traps when it can't read
/// `/proc`, SQLite and libpq fail in the middle of a transaction. So connections are refused before that.
public final class ConnectionBudget: Sendable {
  /// Files that the process needs for itself: SQLite, libpq, `/proc`, event loops, calls to the outside.
  private static let reserve = 200
  /// However many files the machine allows, each connection costs memory as well.
  private static let maximumEver = 32_768

  private static let shared = ConnectionBudget(maximum: maximum(openFiles: softLimit()))

  public let maximum: Int
  private let count = Mutex(0)

  public init(maximum: Int) { self.maximum = maximum }

  /// The one budget of all listeners of this process, from the limit of open files (`RLIMIT_NOFILE`) at the
  /// first use.
  public static func forProcess() -> ConnectionBudget { shared }

  /// The connections that have been taken and not given back.
  public var open: Int { count.withLock { $0 } }

  /// Takes one connection, unless the budget is used up. Whoever gets true gives it back once.
  public func take() -> Bool {
    count.withLock { count in
      guard count < maximum else { return false }
      count += 1
      return true
    }
  }

  public func giveBack() {
    count.withLock { $0 = max(0, $0 - 1) }
  }

  /// The reserve where the limit has room for it, at least a quarter of it, and a few connections always.
  static func maximum(openFiles: Int) -> Int {
    min(maximumEver, max(openFiles / 4, min(openFiles - reserve, openFiles * 3 / 4)))
  }

  private static func softLimit() -> Int {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 1024 }
    // RLIM_INFINITY is the largest number.
    return Int(clamping: limits.rlim_cur) == .max ? 1 << 20 : Int(clamping: limits.rlim_cur)
  }
}
