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

  /// A product of a store that the caller may see; hidden products exist for people only.
  /// - Throws: ``OrderError/productNotFound(_:)``.
  func product(_ productID: String, for caller: Caller) async throws -> Product {
    let found = try await database.read(tenant: caller.tenantID) { tenant in
      return try tenant.product(productID).flatMap { product in
        try tenant.store(product.storeID).map { (product: product, store: $0) }
      }
    }
    guard let found, found.product.isActive || !caller.actsForItself, try await sees(caller, found.store) else {
      throw OrderError.productNotFound(productID)
    }
    return found.product
  }

  /// A file of a product that the caller may see.
  /// - Throws: ``ProductFileError/notFound(_:)``.
  func productFile(_ fileID: String, for caller: Caller) async throws -> ProductFile {
    let found = try await database.read(tenant: caller.tenantID) { tenant in
      return try tenant.productFile(fileID).flatMap { file in
        try tenant.store(file.storeID).map { (file: file, store: $0) }
      }
    }
    guard let found, try await sees(caller, found.store) else { throw ProductFileError.notFound(fileID) }
    return found.file
  }

  /// An order of a store that the caller may see.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func order(_ orderID: String, for caller: Caller) async throws -> Order {
    let found = try await database.read(tenant: caller.tenantID) { tenant in
      return try tenant.order(orderID).flatMap { order in
        try tenant.store(order.storeID).map { (order: order, store: $0) }
      }
    }
    guard let found, try await sees(caller, found.store) else { throw OrderError.orderNotFound(orderID) }
    return found.order
  }

  /// The ids of the stores that a list is about: those that it names, or else all that the caller sees. Nil:
  /// every store of the tenant, for a service that acts for itself and names none.
  /// - Throws: ``OrderError/storesNotAllowed(_:)`` naming those that the caller does not see, whether they exist or
  ///   not.
  func storeIDs(named: [String], for caller: Caller) async throws -> [String]? {
    guard !named.isEmpty else {
      if caller.actsForItself { return nil }
      let companies = try await memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
      return try await database.read(tenant: caller.tenantID) { tenant in try tenant.stores(of: companies).map(\.id) }
    }
    let companies = try await database.read(tenant: caller.tenantID) { tenant in try tenant.companies(ofStores: named) }
    var allowed: Set<String> = []
    for company in Set(companies.values) where try await memberships.allow(companyID: company, for: caller) {
      allowed.insert(company)
    }
    let refused = named.filter { id in companies[id].map { !allowed.contains($0) } ?? true }
    guard refused.isEmpty else { throw OrderError.storesNotAllowed(refused) }
    return named
  }

  /// Lets a caller pass who may see an order, without loading the order.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func require(orderID: String, for caller: Caller) async throws {
    let company = try await database.read(tenant: caller.tenantID) { tenant in try tenant.company(ofOrder: orderID) }
    guard let company, try await memberships.allow(companyID: company, for: caller) else {
      throw OrderError.orderNotFound(orderID)
    }
  }

  func sees(_ caller: Caller, _ store: Store) async throws -> Bool {
    try await memberships.allow(companyID: store.companyID, for: caller)
  }
}
