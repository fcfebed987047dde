import Foundation
import Runtime
import Synchronization

/// Hashes and checks passwords on a few threads of their own, with a short, fair queue before them.
final class PasswordHasher: Sendable {
  /// What checking a password found.
  struct Check: Sendable, Equatable {
    var matches: Bool
    /// True when the stored hash is not of today's form and cost.
    var isOutdated: Bool
  }

  private let cost: PasswordCost
  private let queue: WorkQueue
  /// Stands in for the hash of an account that does not exist, so that both take equally long.
  private let decoy: ScryptHash
  /// What a hash of today's form took the last time; nil before the first.
  private let usual = Mutex<Duration?>(nil)

  /// - Parameters:
  ///   - lanes: how many hashes are computed at once.
  ///   - maximumWaiting: how many more may wait for their turn, half of them of one client; fewer while a hash
  ///     takes so long that they would wait for more than a few seconds.
  init(cost: PasswordCost, lanes: Int = PasswordHasher.defaultLanes, maximumWaiting: Int = 32) {
    self.cost = cost
    self.decoy = ScryptHash(decoyOf: cost)
    self.queue = WorkQueue(label: "quartet.auth.passwords", lanes: lanes, maximumWaiting: maximumWaiting)
  }

  /// One core stays free for everything else where there are more than two.
  static var defaultLanes: Int {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return cores > 2 ? cores - 1 : cores
  }

  /// - Parameter client: who waits, for the fairness of the queue; the address of the current call. A network counts as one.
  /// - Throws: ``AuthError/loginBusy``.
  func hash(_ password: String, client: String? = Call.currentIfAny?.caller.clientIP) async throws -> String {
    try await queue.run(for: client.map { ClientNetwork($0).text }) { [cost] in
      try ScryptHash(hashing: password, cost: cost).text
    }
  }

  /// Nil when the queue is full.
  func hashIfFree(_ password: String) async throws -> String? {
    do {
      return try await hash(password)
    } catch AuthError.loginBusy {
      return nil
    }
  }

  /// Checks a password against a stored hash; nil, or one of unknown form, never matches but takes as
  /// long.
  /// - Parameter client: who waits, for the fairness of the queue; the address of the current call. A network counts as one.
  /// - Throws: ``AuthError/loginBusy``.
  func check(
    _ password: String, against stored: String?, client: String? = Call.currentIfAny?.caller.clientIP
  ) async throws -> Check {
    let known = stored.flatMap(PasswordForms.read)
    let (matches, took) = try await compare(password, with: known ?? decoy, client)
    guard let known, matches else {
      try await evenOut(known, took, password, client)
      return Check(matches: false, isOutdated: false)
    }
    return Check(matches: true, isOutdated: known.isOutdated(password, today: cost))
  }

  private func compare(
    _ password: String, with hash: any PasswordHash, _ client: String?
  ) async throws -> (matches: Bool, took: Duration) {
    try await queue.run(for: client.map { ClientNetwork($0).text }) {
      let started = ContinuousClock.now
      let matches = try hash.matches(password)
      return (matches, ContinuousClock.now - started)
    }
  }

  /// Lets a cheaper hash of another form seem as long as one of today's: else the time would tell which
  /// accounts exist, namely the imported ones.
  private func evenOut(
    _ known: (any PasswordHash)?, _ took: Duration, _ password: String, _ client: String?
  ) async throws {
    guard let known, !(known is ScryptHash) else { return usual.withLock { $0 = took } }
    guard let usual = usual.withLock({ $0 }) else {
      // Nobody knows yet what one of today's takes: one of them is computed.
      let took = try await compare(password, with: decoy, client).took
      return self.usual.withLock { $0 = took }
    }
    if usual > took { try await Task.sleep(for: usual - took) }
  }
}
