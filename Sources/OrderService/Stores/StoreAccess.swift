import Runtime
import Storage

/// What a caller may see: the stores of the companies it belongs to, and what is in them. Everything else
/// does not exist for it. A service that acts for no user sees its whole tenant.
struct StoreAccess: Sendable {
  let database: any Database
  let memberships: Memberships

  /// A store that the caller may see.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  func store(_ storeID: String, for caller: Caller) async throws -> Store {
    let store = try await database.read(tenant: caller.tenantID) { tenant in try tenant.store(storeID) }
    guard let store, try await sees(caller, store) else { throw OrderError.storeNotFound(storeID) }
    return store
  }

  /// The company that a caller opens a store for: the one that it names, or else its only one.
  /// - Throws: what ``Memberships`` throws for a company that is not the caller's.
  func company(_ named: String?, for caller: Caller) async throws -> String {
    guard let named else { return try await memberships.only(for: caller) }
    try await memberships.require(companyID: named, for: caller)
    return named
  }

  /// The companies whose stores a list is about: the one that it names, or else all of the caller's. Nil: every
  /// company of the tenant, for a service that acts for itself and names none.
  /// - Throws: what ``Memberships`` throws for a company that is not the caller's.
  func companies(_ named: String?, for caller: Caller) async throws -> [String]? {
    if let named {
      try await memberships.require(companyID: named, for: caller)
      return [named]
    }
    if caller.actsForItself { return nil }
    return try await memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
  }

  /// The ids of the stores that a list is about: those that it names, or else all that the caller sees. Nil:
  /// every store of the tenant, for a service that acts for itself and names none.
  /// - Throws: ``OrderError/storesNotAllowed(_:)`` naming those that the caller does not see, whether they exist or
  ///   not.
  func storeIDs(named: [String], for caller: Caller) async throws -> [String]? {
    guard !named.isEmpty else {
      guard let companies = try await companies(nil, for: caller) else { return nil }
      return try await database.read(tenant: caller.tenantID) { tenant in
        try tenant.stores(of: companies).map(\.id)
      }
    }
    let companies = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.companies(ofStores: named)
    }
    var allowed: Set<String> = []
    for company in Set(companies.values) where try await memberships.allow(companyID: company, for: caller) {
      allowed.insert(company)
    }
    let refused = named.filter { id in companies[id].map { !allowed.contains($0) } ?? true }
    guard refused.isEmpty else { throw OrderError.storesNotAllowed(refused) }
    return named
  }

  /// What a store has by an id, with the store; nil when there is no such thing, or the caller may not see it.
  func find<Found: Sendable>(
    for caller: Caller, _ find: @escaping @Sendable (TenantTransaction) throws -> (found: Found, storeID: String)?
  ) async throws -> Found? {
    let found = try await database.read(tenant: caller.tenantID) { tenant in
      try find(tenant).flatMap { (found, storeID) in
        try tenant.store(storeID).map { (found: found, store: $0) }
      }
    }
    guard let found, try await sees(caller, found.store) else { return nil }
    return found.found
  }

  func sees(_ caller: Caller, _ store: Store) async throws -> Bool {
    try await memberships.allow(companyID: store.companyID, for: caller)
  }
}
