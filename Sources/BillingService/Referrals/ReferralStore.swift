import Runtime
import Storage

/// Referral codes, and what has come of them.
struct ReferralStore: Sendable {
  let database: any Database
  let ids: any IDGenerator

  func codes(_ query: ReferralCodeQuery, tenantID: String) async throws -> (codes: [ReferralCode], total: Int64) {
    try await database.read(tenant: tenantID) { tx in try tx.referralCodes(query) }
  }

  func referrals(_ query: ReferralQuery, tenantID: String) async throws -> (referrals: [Referral], total: Int64) {
    try await database.read(tenant: tenantID) { tx in try tx.referrals(query) }
  }

  /// Makes a code, once per idempotency key.
  /// - Throws: ``ReferralError/codeTaken(_:)``, ``ReferralError/tooManyCodes``, `IdempotencyConflict`.
  func create(_ new: ReferralCode, by admin: AuthorizedAdmin, once: Once) async throws -> ReferralCode {
    let (tenantID, entryID) = (admin.tenantID, ids.next())
    let made = try await database.writeID(once) { transaction in
      let tx = TenantTransaction(tenantID, transaction)
      try tx.insert(new)
      try tx.audit(Self.entry("referral_code.created", new.code, admin), id: entryID, at: new.createdAt)
      return new.code
    }
    let code = try await database.read(tenant: tenantID) { tx in try tx.referralCode(made.id) }
    guard let code else { throw ReferralError.codeNotFound(made.id) }
    return code
  }

  /// Ends a code; one that has ended stays as it is.
  /// - Throws: ``ReferralError/codeNotFound(_:)``.
  func end(_ code: String, by admin: AuthorizedAdmin, at now: Timestamp) async throws -> ReferralCode {
    let entryID = ids.next()
    return try await database.write(tenant: admin.tenantID) { tx in
      let ended = try tx.end(code: code, at: now)
      if ended.endedAt == now {
        try tx.audit(Self.entry("referral_code.ended", ended.code, admin), id: entryID, at: now)
      }
      return ended
    }
  }

  private static func entry(_ action: String, _ code: String, _ admin: AuthorizedAdmin) -> AuditEntry {
    AuditEntry(action: action, targetType: "referral_code", targetID: code, adminID: admin.id)
  }
}
