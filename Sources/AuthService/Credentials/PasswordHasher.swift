import Foundation

/// Hashes and checks passwords, as many at once as there are cores.
final class PasswordHasher: Sendable {
  /// What checking a password found.
  struct Check: Sendable, Equatable {
    var matches: Bool
    /// True when the stored hash is cheaper than today's cost.
    var isOutdated: Bool
  }

  private let cost: PasswordCost
  private let queue: WorkQueue
  /// Stands in for the hash of an account that does not exist, so that both take equally long.
  private let decoy: PasswordHash

  /// - Throws: when the cost is not one that scrypt allows.
  init(
    cost: PasswordCost, lanes: Int = ProcessInfo.processInfo.activeProcessorCount, maximumWaiting: Int = 32
  ) throws {
    self.cost = cost
    self.queue = WorkQueue(label: "quartet.auth.passwords", lanes: lanes, maximumWaiting: maximumWaiting)
    self.decoy = try PasswordHash(hashing: UUID().uuidString, cost: cost)
  }

  /// - Throws: ``AuthError/loginBusy``.
  func hash(_ password: String) async throws -> String {
    try await queue.run { [cost] in try PasswordHash(hashing: password, cost: cost).text }
  }

  /// Checks a password against a stored hash; nil, or one of unknown form, never matches but takes as
  /// long.
  /// - Throws: ``AuthError/loginBusy``.
  func check(_ password: String, against stored: String?) async throws -> Check {
    let known = stored.flatMap(PasswordHash.init)
    return try await queue.run { [cost, decoy] in
      let matches = try (known ?? decoy).matches(password)
      guard let known, matches else { return Check(matches: false, isOutdated: false) }
      return Check(matches: true, isOutdated: known.cost.work < cost.work)
    }
  }
}
