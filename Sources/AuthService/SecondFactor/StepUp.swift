import Runtime
import Storage

/// Sensitive actions need a session whose user has been authenticated a short time ago, where the tenant
/// wants that.
struct StepUp: Sendable {
  /// How long an authentication counts as fresh.
  static let window = Duration.seconds(600)

  let database: any Database

  /// Lets a sensitive action of the caller pass.
  ///
  /// A secret key that acts by itself, without a user's session, is the tenant's own backend and passes.
  /// - Throws: ``SecondFactorError/stepUpRequired``.
  func require(_ caller: Caller, _ settings: TenantSettings, at now: Timestamp) async throws {
    guard settings.stepUp else { return }
    guard let sessionID = caller.sessionID else {
      if caller.credential == .secretKey { return }
      throw SecondFactorError.stepUpRequired
    }
    let isFresh = try await database.read { tx in
      try tx.exists(
        """
        SELECT 1 FROM sessions
        WHERE tenant_id = ? AND id = ? AND user_id = ? AND ended_at IS NULL AND authenticated_at > ?
        """, caller.tenantID, sessionID, caller.userID, now.adding(.zero - Self.window))
    }
    guard isFresh else { throw SecondFactorError.stepUpRequired }
  }

  /// Marks a session as freshly authenticated in the caller's transaction.
  /// - Throws: ``AuthError/sessionUnknown`` for one that has ended.
  static func refresh(
    _ tx: any Transaction, tenantID: String, userID: String, sessionID: String, at now: Timestamp
  ) throws {
    let changed = try tx.execute(
      """
      UPDATE sessions SET authenticated_at = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND user_id = ? AND ended_at IS NULL
      """, now, now, tenantID, sessionID, userID)
    guard changed > 0 else { throw AuthError.sessionUnknown }
  }
}
