import Runtime
import Storage
import Synchronization

/// Users by e-mail and sessions by token, remembered by one replica.
///
/// Writes through this replica's backing store forget what they change at once. The revocations that every
/// surface leaves behind are read before an answer from memory counts: at once when this process left one,
/// and every quarter of a second for those of others.
final class BetterAuthCaches: Sendable {
  struct UserKey: Hashable, Sendable {
    var tenantID: String
    /// Normalised.
    var email: String
  }

  struct SessionKey: Hashable, Sendable {
    var tenantID: String
    var tokenHash: [UInt8]
  }

  /// A user or a session.
  private struct Subject: Hashable {
    var tenantID: String
    var id: String
  }

  private struct State {
    /// The last revocation that was read; nil before the first look.
    var sequence: Int64?
    var lookedAt: Timestamp?
    /// Grows with every revocation of this process.
    var told: UInt64 = 0
    /// How many of those have been read.
    var heeded: UInt64 = 0
  }

  let users: LookupCache<UserKey, BetterAuthUser>
  let sessions: LookupCache<SessionKey, BetterAuthSession>
  private let revocations: RevocationStore
  private let clock: any WallClock
  private let state = Mutex(State())

  /// How old what is known about other replicas' revocations may be.
  static let lookInterval = Duration.milliseconds(250)

  init(revocations: RevocationStore, signal: RevocationSignal, clock: any WallClock, capacity: Int = 10_000) {
    self.revocations = revocations
    self.clock = clock
    users = LookupCache(capacity: capacity, clock: clock)
    sessions = LookupCache(capacity: capacity, clock: clock)
    _ = signal.subscribe { [weak self] in self?.state.withLock { $0.told &+= 1 } }
  }

  /// A user by e-mail, from memory or by `look`.
  func user(_ key: UserKey, look: () async throws -> BetterAuthUser?) async throws -> BetterAuthUser? {
    try await catchUp()
    return try await users.value(key, look: look)
  }

  /// A session by its token's hash, from memory or by `look`; an expired one is nobody's.
  func session(_ key: SessionKey, look: () async throws -> BetterAuthSession?) async throws -> BetterAuthSession? {
    try await catchUp()
    let session = try await sessions.value(key, look: look)
    return session.flatMap { $0.expiresAt > clock.now() ? $0 : nil }
  }

  /// Forgets a user that was changed.
  func forget(_ user: BetterAuthUser, tenantID: String) {
    guard let email = user.email.flatMap(EmailAddress.init) else { return }
    users.forget(UserKey(tenantID: tenantID, email: email.normalized))
  }

  /// Heeds the revocations since the last look, when there may be some.
  private func catchUp() async throws {
    let now = clock.now()
    let (isDue, told, sequence) = state.withLock { state in
      let isRecent = state.lookedAt.map { $0 <= now && now < $0.adding(Self.lookInterval) } ?? false
      if !isRecent { state.lookedAt = now }
      return (!isRecent || state.told != state.heeded, state.told, state.sequence)
    }
    guard isDue else { return }
    do {
      let latest = try await heed(after: sequence)
      state.withLock { state in
        state.heeded = max(state.heeded, told)
        state.sequence = latest
      }
    } catch {
      state.withLock { $0.lookedAt = nil }
      throw error
    }
  }

  /// - Returns: the sequence number up to which everything has been heeded.
  private func heed(after sequence: Int64?) async throws -> Int64 {
    let latest = try await revocations.latest()
    // Nothing is known of what came before the first look. A number from the future comes from a database
    // that has been restored since.
    guard var last = sequence, last <= latest else {
      forgetEverything()
      return latest
    }
    while last < latest {
      let found = try await revocations.after(last)
      guard let end = found.last else { return latest }
      heed(found)
      last = end.sequence
    }
    return last
  }

  private func heed(_ revocations: [SequencedRevocation]) {
    var ended: Set<Subject> = []
    var users: Set<Subject> = []
    for event in revocations {
      let subject = Subject(tenantID: event.tenantID, id: event.revocation.subjectID)
      switch event.revocation.kind {
      case .session, .sessionChanged: ended.insert(subject)
      case .user: users.insert(subject)
      case .tenant: return forgetEverything()
      case .membership, .apiKey: break
      }
    }
    if !users.isEmpty { self.users.forget { users.contains(Subject(tenantID: $0.tenantID, id: $1.id)) } }
    guard !ended.isEmpty || !users.isEmpty else { return }
    sessions.forget {
      ended.contains(Subject(tenantID: $0.tenantID, id: $1.id))
        || users.contains(Subject(tenantID: $0.tenantID, id: $1.userID))
    }
  }

  private func forgetEverything() {
    users.forget { _, _ in true }
    sessions.forget { _, _ in true }
  }
}
