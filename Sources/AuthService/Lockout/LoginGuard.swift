import Runtime
import Storage

/// Stops guessers, in the database and so for all replicas together.
///
/// A guess counts when its result is told, not when it begins: of many guesses at once, the ones that
/// finish after the lock are refused without a word about whether they were right.
struct LoginGuard: Sendable {
  let database: any Database
  let devices: DeviceRecognizer
  let clock: any WallClock

  /// How long an address stays known after a login from it.
  private static let addressMemory = Duration.seconds(30 * 24 * 3600)

  init(_ environment: ServiceEnvironment) {
    database = environment.database
    devices = DeviceRecognizer(environment.settings)
    clock = environment.clock
  }

  /// - Throws: ``LockoutError/locked(_:)``.
  func admit(_ guess: Guess) async throws {
    let now = clock.now()
    try await database.read { tx in
      try LoginFailures.refuse(tx, counters(tx, guess, at: now), at: now)
    }
  }

  /// Counts a wrong guess.
  /// - Throws: ``LockoutError/locked(_:)`` when others failed so often meanwhile that this one does not count.
  func failed(_ guess: Guess) async throws {
    let now = clock.now()
    try await database.write { tx in
      let counters = try counters(tx, guess, at: now)
      try LoginFailures.refuse(tx, counters, at: now)
      try record(tx, guess, counters, at: now)
    }
  }

  /// Forgets the failures that count with a right guess.
  /// - Throws: ``LockoutError/locked(_:)`` when others failed so often meanwhile that this one does not count.
  func succeeded(_ guess: Guess) async throws {
    let now = clock.now()
    // Mostly there is nothing to forget, and no reason to write.
    let anything = try await database.read { tx in
      let counters = try counters(tx, guess, at: now)
      try LoginFailures.refuse(tx, counters, at: now)
      return try LoginFailures.any(tx, counters)
    }
    guard anything else { return }
    try await database.write { tx in
      let counters = try counters(tx, guess, at: now)
      try LoginFailures.refuse(tx, counters, at: now)
      try forget(tx, guess, counters, at: now)
    }
  }

  /// The counters that a guess counts with: its own one for a device or an address that the user is known
  /// by, so that nobody else can lock them out there; else the account's and the network's.
  func counters(_ tx: any Transaction, _ guess: Guess, at now: Timestamp) throws -> [FailureCounter] {
    let secret = guess.secret.rawValue
    if let subject = guess.subject {
      if let device = devices.device(in: guess.device.cookie, of: subject, at: now) {
        return [FailureCounter(.device, tenantID: guess.tenantID, secret, guess.account, device)]
      }
      if let address = guess.device.ipAddress, try Self.isKnown(tx, address, of: subject, at: now) {
        return [FailureCounter(.address, tenantID: guess.tenantID, secret, guess.account, address)]
      }
    }
    let account = FailureCounter(.account, tenantID: guess.tenantID, secret, guess.account)
    guard let address = guess.device.ipAddress else { return [account] }
    return [account, FailureCounter(.network, tenantID: guess.tenantID, ClientNetwork(address).text)]
  }

  private static func isKnown(
    _ tx: any Transaction, _ address: String, of subject: LoginSubject, at now: Timestamp
  ) throws -> Bool {
    let sessions =
      switch subject.kind {
      case .user: "sessions WHERE tenant_id = ? AND user_id = ?"
      case .admin: "admin_sessions WHERE tenant_id = ? AND admin_id = ?"
      }
    return try tx.exists(
      "SELECT 1 FROM \(sessions) AND ip_address = ? AND created_at > ?", subject.tenantID, subject.id, address,
      now.adding(.zero - addressMemory))
  }

  /// Deletes failures that no longer count.
  func prune(at now: Timestamp) async throws {
    try await database.write { tx in try LoginFailures.prune(tx, at: now) }
  }
}
