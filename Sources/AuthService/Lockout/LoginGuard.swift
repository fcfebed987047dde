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
    try await database.read(tenant: guess.tenantID) { tenant in
      try tenant.requireUnlocked(counters(tenant, guess, at: now), at: now)
    }
  }

  /// Counts a wrong guess.
  /// - Throws: ``LockoutError/locked(_:)`` when others failed so often meanwhile that this one does not count.
  func failed(_ guess: Guess) async throws {
    let now = clock.now()
    try await database.write(tenant: guess.tenantID) { tenant in
      let counters = try counters(tenant, guess, at: now)
      try tenant.requireUnlocked(counters, at: now)
      try record(tenant, guess, counters, at: now)
    }
  }

  /// Forgets the failures that count with a right guess.
  /// - Throws: ``LockoutError/locked(_:)`` when others failed so often meanwhile that this one does not count.
  func succeeded(_ guess: Guess) async throws {
    let now = clock.now()
    // Mostly there is nothing to forget, and no reason to write.
    let hasFailures = try await database.read(tenant: guess.tenantID) { tenant in
      let counters = try counters(tenant, guess, at: now)
      try tenant.requireUnlocked(counters, at: now)
      return try tenant.hasFailures(counters)
    }
    guard hasFailures else { return }
    try await database.write(tenant: guess.tenantID) { tenant in
      let counters = try counters(tenant, guess, at: now)
      try tenant.requireUnlocked(counters, at: now)
      try forget(tenant, guess, counters, at: now)
    }
  }

  /// The counters that a guess counts with: its own one for a device or an address that the user is known
  /// by, so that nobody else can lock them out there; else the account's and the network's.
  /// - Parameter tenant: the guess's.
  func counters(_ tenant: TenantTransaction, _ guess: Guess, at now: Timestamp) throws -> [FailureCounter] {
    let secret = guess.secret.rawValue
    if let subject = guess.subject {
      if let device = devices.device(in: guess.device.cookie, of: subject, at: now) {
        return [FailureCounter(.device, secret, guess.account, device)]
      }
      if let address = guess.device.ipAddress, try Self.isKnown(tenant, address, of: subject, at: now) {
        return [FailureCounter(.address, secret, guess.account, address)]
      }
    }
    let account = FailureCounter(.account, secret, guess.account)
    guard let address = guess.device.ipAddress else { return [account] }
    return [account, FailureCounter(.network, ClientNetwork(address).text)]
  }

  private static func isKnown(
    _ tenant: TenantTransaction, _ address: String, of subject: LoginSubject, at now: Timestamp
  ) throws -> Bool {
    // A dashboard login names no tenant, but its admin has one.
    try TenantTransaction(subject.tenantID, tenant.tx)
      .hasLogin(of: subject, from: address, after: now.subtracting(addressMemory))
  }
}
