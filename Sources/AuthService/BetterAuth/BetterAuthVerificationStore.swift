import Storage

/// Short-lived proofs, by identifier or value, both stored as they come.
struct BetterAuthVerificationStore: Sendable {
  let database: any Database

  /// Stores a verification.
  /// - Throws: ``BetterAuthError/verificationExists``.
  func create(
    _ new: NewBetterAuthVerification, id: String, tenantID: String, at now: Timestamp
  ) async throws -> BetterAuthVerification {
    let createdAt = new.createdAt ?? now
    let verification = BetterAuthVerification(
      id: id, identifier: new.identifier, value: new.value, expiresAt: new.expiresAt, createdAt: createdAt,
      updatedAt: new.updatedAt ?? createdAt)
    try await database.write(tenant: tenantID) { tenant in try tenant.insert(verification) }
    return verification
  }

  /// The newest verification that matches, expired ones included.
  func newest(_ match: VerificationMatch, tenantID: String) async throws -> BetterAuthVerification? {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.betterAuthVerification(match, expiringAfter: Timestamp(microseconds: .min))
    }
  }

  /// Takes the newest verification that matches and is still valid; of any number of callers one gets it.
  func consume(_ match: VerificationMatch, tenantID: String, at now: Timestamp) async throws -> BetterAuthVerification?
  {
    // Those who come late only look.
    let seen = try await database.read(tenant: tenantID) { tenant in
      try tenant.betterAuthVerification(match, expiringAfter: now)
    }
    guard seen != nil else { return nil }
    return try await database.write(tenant: tenantID) { tenant in
      guard let found = try tenant.betterAuthVerification(match, expiringAfter: now) else { return nil }
      try tenant.deleteVerification(found.id)
      return found
    }
  }

  /// Removes every verification with an identifier.
  func delete(identifier: String, tenantID: String) async throws {
    try await database.write(tenant: tenantID) { tenant in try tenant.deleteVerifications(identifier: identifier) }
  }
}
