import Runtime

extension StoreAccess {
  /// A product of a store that the caller may see; hidden products exist for people only.
  /// - Throws: ``OrderError/productNotFound(_:)``.
  func product(_ productID: String, for caller: Caller) async throws -> Product {
    let product = try await find(for: caller) { tenant in
      try tenant.product(productID).map { (found: $0, storeID: $0.storeID) }
    }
    guard let product, product.isActive || !caller.actsForItself else { throw OrderError.productNotFound(productID) }
    return product
  }

  /// A file of a product that the caller may see.
  /// - Throws: ``ProductFileError/notFound(_:)``.
  func productFile(_ fileID: String, for caller: Caller) async throws -> ProductFile {
    let file = try await find(for: caller) { tenant in
      try tenant.productFile(fileID).map { (found: $0, storeID: $0.storeID) }
    }
    guard let file else { throw ProductFileError.notFound(fileID) }
    return file
  }
}
