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
    let isFresh = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.hasAuthenticatedSession(
        id: sessionID, of: caller.userID, after: now.subtracting(Self.window))
    }
    guard isFresh else { throw SecondFactorError.stepUpRequired }
  }
}
