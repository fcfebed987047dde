import Storage

extension TenantTransaction {
  static let productColumns = """
    p.id, p.store_id, p.sku, p.name, p.description, p.category, p.price_cents, s.currency, p.stock, p.image_url,
    p.attributes, p.is_active, p.created_at, p.updated_at, p.reserved, p.stock_version
    """
  private static let products = "products p JOIN stores s ON s.tenant_id = p.tenant_id AND s.id = p.store_id"

  private static func product(_ row: any Row) throws -> Product {
    Product(
      id: try row.text(0), storeID: try row.text(1), sku: try row.text(2), name: try row.text(3),
      description: try row.optionalText(4), category: try row.optionalText(5), priceCents: try row.int(6),
      currency: try row.text(7), stock: try row.int(8), reserved: try row.int(14),
      stockVersion: try row.int(15), imageURL: try row.optionalText(9), attributes: try row.text(10),
      isActive: try row.bool(11), createdAt: try row.time(12), updatedAt: try row.time(13))
  }

  /// A product by its id, or nil.
  func product(_ productID: String) throws -> Product? {
    try tx.first(
      "SELECT \(Self.productColumns) FROM \(Self.products) WHERE p.tenant_id = ? AND p.id = ?", id, productID,
      as: Self.product)
  }

  /// The store's products among some ids, by id.
  func products(_ ids: [String], in storeID: String) throws -> [String: Product] {
    try products(where: "p.id", among: ids, in: storeID, key: \.id)
  }

  /// The store's products among some SKUs, by SKU.
  func products(skus: [String], in storeID: String) throws -> [String: Product] {
    try products(where: "p.sku", among: skus, in: storeID, key: \.sku)
  }

  private func products(
    where column: String, among values: [String], in storeID: String, key: KeyPath<Product, String>
  ) throws -> [String: Product] {
    var found: [String: Product] = [:]
    found.reserveCapacity(values.count)
    try inPieces(values) { piece in
      try tx.forEach(
        """
        SELECT \(Self.productColumns) FROM \(Self.products)
        WHERE p.tenant_id = ? AND p.store_id = ? AND \(column) IN (\(piece.placeholders))
        """, [id.sqlValue, storeID.sqlValue] + piece.map(\.sqlValue)
      ) { row in
        let product = try Self.product(row)
        found[product[keyPath: key]] = product
      }
    }
    return found
  }

  /// A page of a store's products by name, and how many there are.
  func products(in storeID: String, _ page: Page) throws -> (items: [Product], total: Int64) {
    let total = try tx.first(
      "SELECT COUNT(*) FROM products WHERE tenant_id = ? AND store_id = ?", id, storeID, as: { try $0.int(0) })
    let items = try tx.all(
      """
      SELECT \(Self.productColumns) FROM \(Self.products) WHERE p.tenant_id = ? AND p.store_id = ?
      ORDER BY p.sort_key, p.id LIMIT ? OFFSET ?
      """, id, storeID, page.limit, page.offset, as: Self.product)
    return (items, total ?? 0)
  }

  /// The ids of the active products that pass a filter, cheapest first.
  func productIDs(in storeID: String, _ filter: ProductFilter, limit: Int32? = nil) throws -> [String] {
    var sql = "SELECT id FROM products WHERE tenant_id = ? AND store_id = ? AND is_active = 1"
    var values: [SQLValue] = [.text(id), .text(storeID)]
    if let least = filter.minPriceCents {
      sql += " AND price_cents >= ?"
      values.append(.int(least))
    }
    if let most = filter.maxPriceCents {
      sql += " AND price_cents <= ?"
      values.append(.int(most))
    }
    if let category = filter.categoryKey {
      // Keys hold letters, digits and spaces only, nothing that LIKE would take for a wildcard.
      sql += " AND category_key LIKE ?"
      values.append(.text("%\(category)%"))
    }
    sql += " ORDER BY price_cents, sort_key, id"
    if let limit {
      sql += " LIMIT ?"
      values.append(limit.sqlValue)
    }
    return try tx.all(sql, values: values) { try $0.text(0) }
  }
}
