import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// Opens stores, changes them and lists them.
struct Stores: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// Opens a store of a company; the audit log tells which person did.
  /// - Throws: ``OrderError/slugTaken(_:)`` for a slug that was asked for.
  func create<Reply: Message>(
    _ new: NewStore, of companyID: String, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable (Store) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, id = ids.next(), now = clock.now()] tenant in
      let store = try tenant.insert(new, id: id, companyID: companyID, at: now)
      if let actor {
        let entry = AuditEntry(
          action: "store.created", target: .store(id), actorUserID: actor, details: ["slug": store.slug])
        try tenant.audit(entry, at: now, ids: ids)
      }
      return reply(store)
    }
  }

  /// Changes a store; the audit log tells which fields are new.
  /// - Throws: ``OrderError/slugTaken(_:)``, ``OrderError/storeNotFound(_:)``.
  func update<Reply: Message>(
    _ storeID: String, _ change: StoreChange, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable (Store) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      let before = try tenant.requireStore(storeID)
      let after = try tenant.update(storeID, change, at: now)
      try tenant.audit(
        "store.changed", of: storeID, fields: after.changes(since: before), by: actor, at: now, ids: ids)
      return reply(after)
    }
  }

  /// The stores of some companies, or of all of the tenant's, oldest first.
  func list(of companies: [String]?, tenantID: String) async throws -> [Store] {
    try await database.read(tenant: tenantID) { tenant in try tenant.stores(of: companies) }
  }

  /// Whether no store of the tenant has the slug.
  func isFree(_ slug: Slug, tenantID: String) async throws -> Bool {
    try await database.read(tenant: tenantID) { tenant in try tenant.isFree(slug) }
  }
}
