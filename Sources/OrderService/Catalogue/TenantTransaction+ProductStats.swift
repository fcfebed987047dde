import Storage

extension TenantTransaction {
  /// What a store's catalogue amounts to now.
  func catalogueStats(of storeID: String) throws -> CatalogueStats {
    var stats = try figures(of: storeID)
    stats.categories = try tx.all(
      """
      SELECT MIN(category), COUNT(*) FROM products
      WHERE tenant_id = ? AND store_id = ? AND category IS NOT NULL
      GROUP BY category_key ORDER BY COUNT(*) DESC, category_key LIMIT 100
      """, id, storeID, as: { CatalogueStats.Category(name: try $0.text(0), count: try $0.int(1)) })
    stats.embedded = try count(
      """
      product_embeddings e JOIN products p ON p.tenant_id = e.tenant_id AND p.id = e.product_id
        AND p.content_hash = e.content_hash WHERE e.tenant_id = ? AND e.store_id = ?
      """, storeID)
    stats.files = try count("product_files WHERE tenant_id = ? AND store_id = ?", storeID)
    return stats
  }

  private func figures(of storeID: String) throws -> CatalogueStats {
    // Units times price may pass 64 bits, so the price goes in by four digits at a time.
    let figures = try tx.first(
      """
      SELECT COUNT(*), \(Self.sum("is_active")),
        \(Self.sum("CASE WHEN is_active = 1 AND stock <= reserved THEN 1 ELSE 0 END")),
        \(Self.sum("CASE WHEN is_active = 1 AND stock > reserved AND stock - reserved <= ? THEN 1 ELSE 0 END")),
        \(Self.sum("stock")), \(Self.sum("reserved")),
        \(Self.sum("stock * (price_cents % 10000)")), \(Self.sum("stock * (price_cents / 10000 % 10000)")),
        \(Self.sum("stock * (price_cents / 100000000)")),
        MIN(CASE WHEN is_active = 1 THEN price_cents END), MAX(CASE WHEN is_active = 1 THEN price_cents END),
        MAX(updated_at)
      FROM products WHERE tenant_id = ? AND store_id = ?
      """, CatalogueStats.lowStock, id, storeID
    ) { row in
      CatalogueStats(
        total: try row.int(0), active: try row.int(1), outOfStock: try row.int(2), lowStock: try row.int(3),
        unitsOnHand: try row.int(4), unitsReserved: try row.int(5),
        stockValueCents: Self.sum(try row.int(6), try row.int(7), try row.int(8)),
        minPriceCents: try row.optionalInt(9), maxPriceCents: try row.optionalInt(10),
        lastUpdatedAt: try row.optionalTime(11))
    }
    return figures ?? CatalogueStats()
  }

  private static func sum(_ expression: String) -> String { "CAST(COALESCE(SUM(\(expression)), 0) AS BIGINT)" }

  /// The whole of three parts of four digits each, or the largest number that there is.
  private static func sum(_ low: Int64, _ middle: Int64, _ high: Int64) -> Int64 {
    var whole = high
    for part in [middle, low] {
      let (shifted, tooLarge) = whole.multipliedReportingOverflow(by: 10_000)
      let (next, overflow) = shifted.addingReportingOverflow(part)
      guard !tooLarge, !overflow else { return .max }
      whole = next
    }
    return whole
  }

  private func count(_ rest: String, _ storeID: String) throws -> Int64 {
    try tx.first("SELECT COUNT(*) FROM \(rest)", id, storeID, as: { try $0.int(0) }) ?? 0
  }
}
