import Runtime
import Storage

/// Referral codes, and what has come of them.
struct ReferralStore: Sendable {
  let database: any Database

  func codes(_ query: ReferralCodeQuery, tenantID: String) async throws -> (codes: [ReferralCode], total: Int64) {
    try await database.read(tenant: tenantID) { tx in try tx.referralCodes(query) }
  }

  func referrals(_ query: ReferralQuery, tenantID: String) async throws -> (referrals: [Referral], total: Int64) {
    try await database.read(tenant: tenantID) { tx in try tx.referrals(query) }
  }

  /// Makes a code, once per idempotency key.
  /// - Throws: ``ReferralError/codeTaken(_:)``, ``ReferralError/tooManyCodes``, `IdempotencyConflict`.
  func create(_ new: ReferralCode, tenantID: String, once: Once) async throws -> ReferralCode {
    let made = try await database.writeID(once) { tx in
      try TenantTransaction(tenantID, tx).insert(new)
      return new.code
    }
    let code = try await database.read(tenant: tenantID) { tx in try tx.referralCode(made.id) }
    guard let code else { throw ReferralError.codeNotFound(made.id) }
    return code
  }

  /// Ends a code; one that has ended stays as it is.
  /// - Throws: ``ReferralError/codeNotFound(_:)``.
  func end(_ code: String, tenantID: String, at now: Timestamp) async throws -> ReferralCode {
    try await database.write(tenant: tenantID) { tx in try tx.end(code: code, at: now) }
  }
}
