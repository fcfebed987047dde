import Runtime
import Storage

extension AuthAdministration {
  /// A lock on guessing that holds.
  public struct LockLine: Sendable, Equatable {
    /// account, device, address or network.
    public var scope: String
    public var failures: Int64
    public var lockedUntil: Timestamp
  }

  /// Whose failures are forgotten.
  public enum LockTarget: Sendable, Equatable {
    /// A user's, by id.
    case user(String)
    /// An address's, with its network.
    case network(String)
    case everybody
  }

  /// A tenant's locks, those that last longest first, at most 1000.
  public func listLockouts(tenantID: String = Caller.defaultTenantID) async throws -> [LockLine] {
    try await locks.locks(tenantID: tenantID, at: clock.now()).map {
      LockLine(scope: $0.scope.rawValue, failures: $0.failures, lockedUntil: $0.lockedUntil)
    }
  }

  /// Forgets failed logins, and with them the locks.
  /// - Returns: how many counters were forgotten.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func clearLockouts(tenantID: String = Caller.defaultTenantID, of target: LockTarget) async throws -> Int64 {
    let now = clock.now()
    func entry(_ type: String, _ id: String) -> AuditEntry {
      .operation("login.unlock", tenantID: tenantID, targetType: type, targetID: id, at: now)
    }
    switch target {
    case .user(let id):
      return try await locks.clear(userID: id, audit: entry("user", id))
    case .network(let address):
      let network = ClientNetwork(address)
      return try await locks.clear(network: network, audit: entry("network", network.text))
    case .everybody:
      return try await locks.clearAll(audit: entry("tenant", tenantID))
    }
  }
}
