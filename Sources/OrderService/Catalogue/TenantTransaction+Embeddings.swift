import Storage

extension TenantTransaction {
  /// The catalogue's version: it grows with every change that search has to know of. 0 when there is none.
  func catalogueVersion(of storeID: String) throws -> Int64 {
    try tx.first(
      "SELECT version FROM catalogues WHERE tenant_id = ? AND store_id = ?", id, storeID, as: { try $0.int(0) }) ?? 0
  }

  /// Makes the next version, for rows that this transaction writes.
  func raiseCatalogueVersion(of storeID: String) throws -> Int64 {
    try tx.first(
      """
      INSERT INTO catalogues (tenant_id, store_id, version) VALUES (?, ?, 1)
      ON CONFLICT (tenant_id, store_id) DO UPDATE SET version = catalogues.version + 1 RETURNING version
      """, id, storeID, as: { try $0.int(0) }) ?? 1
  }

  /// What search has to learn after a version, or nil when there is nothing.
  func catalogueChange(of storeID: String, after version: Int64) throws -> CatalogueChange? {
    let current = try catalogueVersion(of: storeID)
    guard current != version else { return nil }
    let products = try tx.all(
      """
      SELECT id, name, category, description, is_active FROM products
      WHERE tenant_id = ? AND store_id = ? AND catalogue_version > ?
      """, id, storeID, version
    ) { row in
      CatalogueChange.Product(
        id: try row.text(0),
        content: ProductContent(
          name: try row.text(1), category: try row.optionalText(2), description: try row.optionalText(3)),
        isActive: try row.bool(4))
    }
    let vectors = try tx.all(
      """
      SELECT product_id, vector, model FROM product_embeddings
      WHERE tenant_id = ? AND store_id = ? AND catalogue_version > ?
      """, id, storeID, version
    ) { row in
      (productID: try row.text(0), vector: EmbeddingVector(bytes: try row.blob(1), model: try row.text(2)))
    }
    return CatalogueChange(
      version: current, products: products,
      vectors: vectors.compactMap { row in row.vector.map { (row.productID, $0) } })
  }

  /// Those of some products whose vector is missing or belongs to an older text.
  func unembedded(among ids: [String], in storeID: String) throws -> [UnembeddedProduct] {
    var found: [UnembeddedProduct] = []
    try inPieces(ids) { piece in
      found += try tx.all(
        """
        SELECT p.id, p.name, p.category, p.description, p.content_hash FROM products p
        LEFT JOIN product_embeddings e ON e.tenant_id = p.tenant_id AND e.product_id = p.id
        WHERE p.tenant_id = ? AND p.store_id = ? AND p.id IN (\(piece.placeholders))
          AND (e.content_hash IS NULL OR e.content_hash <> p.content_hash)
        ORDER BY p.id
        """, values: [id.sqlValue, storeID.sqlValue] + piece.map(\.sqlValue)
      ) { row in
        UnembeddedProduct(
          id: try row.text(0),
          content: ProductContent(
            name: try row.text(1), category: try row.optionalText(2), description: try row.optionalText(3)),
          contentHash: try row.text(4))
      }
    }
    return found
  }

  /// Stores vectors, except those whose text has changed in the meantime: another message brings these.
  func insert(
    _ vectors: [(product: UnembeddedProduct, vector: EmbeddingVector)], model: String, in storeID: String,
    at now: Timestamp
  ) throws {
    let current = try unembedded(among: vectors.map(\.product.id), in: storeID)
    let hashes = Dictionary(current.map { ($0.id, $0.contentHash) }, uniquingKeysWith: { first, _ in first })
    let valid = vectors.filter { hashes[$0.product.id] == $0.product.contentHash }
    guard !valid.isEmpty else { return }
    let version = try raiseCatalogueVersion(of: storeID)
    try insert(
      into: "product_embeddings",
      [
        "tenant_id", "product_id", "store_id", "model", "dimension", "vector", "content_hash", "catalogue_version",
        "updated_at",
      ],
      valid.map { product, vector in
        [
          .text(id), .text(product.id), .text(storeID), .text(model), vector.values.count.sqlValue, .blob(vector.bytes),
          .text(product.contentHash), .int(version), now.sqlValue,
        ]
      },
      """
      ON CONFLICT (tenant_id, product_id) DO UPDATE SET
        model = excluded.model, dimension = excluded.dimension, vector = excluded.vector,
        content_hash = excluded.content_hash, catalogue_version = excluded.catalogue_version,
        updated_at = excluded.updated_at
      """)
  }
}
