import Storage

extension TenantTransaction {
  private static let fileColumns = """
    id, store_id, product_id, filename, content_type, size_bytes, object_key, url, status, error_message, metadata,
    created_at, updated_at, processed_at
    """

  /// Registers a file.
  /// - Throws: ``ProductFileError/exists(objectKey:)``.
  func insert(_ file: ProductFile) throws {
    let inserted = try tx.execute(
      """
      INSERT INTO product_files (tenant_id, \(Self.fileColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, product_id, object_key) DO NOTHING
      """, id, file.id, file.storeID, file.productID, file.filename, file.contentType, file.sizeBytes, file.objectKey,
      file.url, file.status.rawValue, file.errorMessage, file.metadata, file.createdAt, file.updatedAt,
      file.processedAt)
    guard inserted == 1 else { throw ProductFileError.exists(objectKey: file.objectKey) }
  }

  /// A file by its id, or nil.
  func productFile(_ fileID: String) throws -> ProductFile? {
    try tx.first(
      "SELECT \(Self.fileColumns) FROM product_files WHERE tenant_id = ? AND id = ?", id, fileID,
      as: Self.productFile)
  }

  /// A product's files, oldest first.
  func productFiles(of productID: String) throws -> [ProductFile] {
    try tx.all(
      """
      SELECT \(Self.fileColumns) FROM product_files WHERE tenant_id = ? AND product_id = ? ORDER BY created_at, id
      """, id, productID, as: Self.productFile)
  }

  /// Writes how far a file's processing has come.
  /// - Throws: ``ProductFileError``.
  func apply(_ progress: ProductFileProgress, at now: Timestamp) throws -> ProductFile {
    guard let file = try productFile(progress.fileID) else { throw ProductFileError.notFound(progress.fileID) }
    let after = try progress.applied(to: file, at: now)
    try tx.execute(
      """
      UPDATE product_files SET status = ?, error_message = ?, metadata = ?, updated_at = ?, processed_at = ?
      WHERE tenant_id = ? AND id = ?
      """, after.status.rawValue, after.errorMessage, after.metadata, after.updatedAt, after.processedAt, id, file.id)
    return after
  }

  /// Forgets a file.
  /// - Throws: ``ProductFileError/notFound(_:)``.
  func deleteProductFile(_ fileID: String) throws {
    guard try tx.execute("DELETE FROM product_files WHERE tenant_id = ? AND id = ?", id, fileID) == 1 else {
      throw ProductFileError.notFound(fileID)
    }
  }

  private static func productFile(_ row: any Row) throws -> ProductFile {
    let status = try row.text(8)
    guard let known = ProductFileStatus(rawValue: status) else {
      throw StorageError.unexpectedType("\(status) as ProductFileStatus")
    }
    return ProductFile(
      id: try row.text(0), storeID: try row.text(1), productID: try row.text(2), filename: try row.text(3),
      contentType: try row.text(4), sizeBytes: try row.int(5), objectKey: try row.text(6),
      url: try row.optionalText(7), status: known, errorMessage: try row.optionalText(9), metadata: try row.text(10),
      createdAt: try row.time(11), updatedAt: try row.time(12), processedAt: try row.optionalTime(13))
  }
}
