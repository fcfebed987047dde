import Runtime
import Storage
import SwiftProtobuf

/// What a tenant's users and organizations have, and what admins give them.
struct BillingAccountStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  func account(of subject: Subject, tenantID: String) async throws -> BillingAccount {
    let now = clock.now()
    return try await database.read(tenant: tenantID) { tx in try tx.billingAccount(of: subject, at: now) }
  }

  /// Gives tokens, once per key.
  /// - Parameter reply: made of the account afterwards; kept with the key.
  /// - Throws: `IdempotencyConflict` for the same key with another request.
  func give<Reply: Message>(
    _ gift: TokenGift, to subject: Subject, by admin: AuthorizedAdmin, once: Once,
    reply: @escaping @Sendable (BillingAccount) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, now = clock.now()] tx in
      try tx.grant(gift.lot(of: subject, id: ids.next()), at: now)
      let entry = AuditEntry(
        action: "billing_account.grant", targetType: subject.kind.rawValue, targetID: subject.id, adminID: admin.id,
        details: gift.details)
      try tx.audit(entry, id: ids.next(), at: now)
      return reply(try tx.billingAccount(of: subject, at: now))
    }
  }

  /// Puts a subject on a plan without a payment.
  /// - Throws: ``BillingError/planNotFound(_:)``, ``AccountError/subscriptionExists(id:)``.
  func setPlan(
    of subject: Subject, to slug: String, by admin: AuthorizedAdmin, tenantID: String
  ) async throws -> BillingAccount {
    try await database.write(tenant: tenantID) { [ids, now = clock.now()] tx in
      guard try tx.plan(slug: slug) != nil else { throw BillingError.planNotFound(slug) }
      if let paid = try tx.liveSubscriptions(of: subject).first(where: \.isPaid) {
        throw AccountError.subscriptionExists(id: paid.id)
      }
      let before = try tx.assignedPlan(of: subject)
      let free = try tx.liveSubscriptions(of: subject)
      guard before != slug || !free.isEmpty else { return try tx.billingAccount(of: subject, at: now) }
      try tx.endFreeSubscription(of: subject, at: now)
      try tx.assign(slug, to: subject, at: now)
      let entry = AuditEntry(
        action: "billing_account.set_plan", targetType: subject.kind.rawValue, targetID: subject.id,
        adminID: admin.id, details: ["plan": slug, "previous": before ?? Plan.defaultSlug])
      try tx.audit(entry, id: ids.next(), at: now)
      return try tx.billingAccount(of: subject, at: now)
    }
  }
}
