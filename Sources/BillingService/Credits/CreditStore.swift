import Runtime
import Storage

/// Credits: what subjects are given, what ends unused, and what is taken back.
struct CreditStore: Sendable {
  let database: any Database

  /// Gives a subject units, once per id.
  /// - Returns: the lot, and whether it is new.
  /// - Throws: ``LedgerError/keyReused(_:)`` for an id that was granted with other units or to another subject.
  func grant(_ new: NewLot, tenantID: String, at now: Timestamp) async throws -> (lot: Lot, isNew: Bool) {
    try await database.write(tenant: tenantID) { tx in try tx.grant(new, at: now) }
  }

  /// Takes units back for money that was given back, to an absolute target.
  func clawBack(_ clawback: Clawback, tenantID: String, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tx in try tx.clawBack(clawback, at: now) }
  }

  /// A subject's credits as a new call would find them.
  func state(
    of subject: Subject, tenantID: String, at now: Timestamp
  ) async throws -> (state: CreditState, entitlement: Entitlement) {
    try await database.read(tenant: tenantID) { tx in
      let entitlement = try tx.entitlement(of: subject, at: now)
      return (try tx.creditState(of: subject, entitlement.asset).previewing(entitlement, at: now), entitlement)
    }
  }
}
