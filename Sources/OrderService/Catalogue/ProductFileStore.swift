import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// The records of products' files. The audit log tells which person made one or deleted it.
struct ProductFileStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// Registers a file of a product.
  /// - Throws: ``ProductFileError/exists(objectKey:)``.
  func create<Reply: Message>(
    _ new: NewProductFile, of product: Product, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable (ProductFile) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, id = ids.next(), now = clock.now()] tenant in
      let file = new.file(of: product, id: id, at: now)
      try tenant.insert(file)
      try tenant.audit("product_file.created", file, by: actor, at: now, ids: ids)
      return reply(file)
    }
  }

  /// Writes how far a file's processing has come.
  /// - Throws: ``ProductFileError``.
  func apply<Reply: Message>(
    _ progress: ProductFileProgress, _ once: Once, _ reply: @escaping @Sendable (ProductFile) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [now = clock.now()] tenant in reply(try tenant.apply(progress, at: now)) }
  }

  /// Forgets a file.
  /// - Throws: ``ProductFileError/notFound(_:)``.
  func delete(_ file: ProductFile, by actor: String?, tenantID: String) async throws {
    try await database.write(tenant: tenantID) { [ids, now = clock.now()] tenant in
      try tenant.deleteProductFile(file.id)
      try tenant.audit("product_file.deleted", file, by: actor, at: now, ids: ids)
    }
  }

  /// A product's files, oldest first.
  func list(of productID: String, tenantID: String) async throws -> [ProductFile] {
    try await database.read(tenant: tenantID) { tenant in try tenant.productFiles(of: productID) }
  }
}
