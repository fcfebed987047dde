import Runtime
import Storage

extension TenantTransaction {
  private static let upsertColumns = [
    "tenant_id", "id", "store_id", "sku", "name", "sort_key", "description", "category", "category_key", "price_cents",
    "stock", "stock_version", "image_url", "attributes", "is_active", "content_hash", "catalogue_version", "created_at",
    "updated_at",
  ]
  private static let upsertConflict = """
    ON CONFLICT (tenant_id, store_id, sku) DO UPDATE SET
      name = excluded.name, sort_key = excluded.sort_key, description = excluded.description,
      category = excluded.category, category_key = excluded.category_key, price_cents = excluded.price_cents,
      stock = excluded.stock, stock_version = excluded.stock_version, image_url = excluded.image_url,
      attributes = excluded.attributes, is_active = excluded.is_active, content_hash = excluded.content_hash,
      catalogue_version = CASE
        WHEN products.content_hash <> excluded.content_hash OR products.is_active <> excluded.is_active
        THEN excluded.catalogue_version ELSE products.catalogue_version END,
      updated_at = excluded.updated_at
    """

  /// Creates or changes products by SKU; a difference in stock becomes a movement. Rows that say nothing
  /// new count as updated and write nothing.
  func upsert(
    _ rows: [ProductRow], in store: Store, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws -> BatchOutcome {
    var outcome = BatchOutcome()
    let known = try products(skus: rows.map(\.sku), in: store.id)
    var written: [Product] = []
    var movements: [StockMovement] = []
    var changes: [StockChange] = []
    for row in rows {
      let before = known[row.sku]
      var after = row.applied(to: before ?? .new(sku: row.sku, in: store, id: ids.next(), at: now))
      if before == nil { outcome.created += 1 } else { outcome.updated += 1 }
      guard after != before else { continue }
      after.updatedAt = now
      if before?.content != after.content { outcome.toEmbed.append(after.id) }
      let delta = after.stock - (before?.stock ?? 0)
      if delta != 0 {
        after.stockVersion += 1
        movements.append(
          StockMovement(
            productID: after.id, delta: delta, reason: before == nil ? .initial : .adjusted, actorUserID: actor))
        changes.append(StockChange(of: after, delta: delta))
        if before != nil { outcome.adjusted.append(StockChange(of: after, delta: delta)) }
      }
      written.append(after)
    }
    guard !written.isEmpty else { return outcome }
    let version = try raiseCatalogueVersion(of: store.id)
    try insert(into: "products", Self.upsertColumns, written.map { values($0, version) }, Self.upsertConflict)
    try record(movements, in: store.id, at: now, ids: ids)
    try announce(changes, of: store.id, because: .adjusted, at: now, ids: ids)
    return outcome
  }

  private func values(_ product: Product, _ version: Int64) -> [SQLValue] {
    [
      .text(id), .text(product.id), .text(product.storeID), .text(product.sku), .text(product.name),
      .text(Words.sortKey(product.name)), product.description.orNull, product.category.orNull,
      .text(Words.key(product.category)), .int(product.priceCents), .int(product.stock),
      .int(product.stockVersion), product.imageURL.orNull, .text(product.attributes), product.isActive.sqlValue,
      .text(product.content.hash), .int(version), product.createdAt.sqlValue, product.updatedAt.sqlValue,
    ]
  }
}

extension Product {
  /// A product before its first row.
  fileprivate static func new(sku: String, in store: Store, id: String, at now: Timestamp) -> Product {
    Product(
      id: id, storeID: store.id, sku: sku, name: "", priceCents: 0, currency: store.currency, stock: 0,
      attributes: "{}", isActive: true, createdAt: now, updatedAt: now)
  }
}
