import Runtime
import Storage

extension TenantTransaction {
  /// Applies what an ERP says about a store's stock, the items in their order; differences become movements.
  /// - Returns: what became of each item.
  func apply(
    _ report: StockReport, to storeID: String, at now: Timestamp, ids: any IDGenerator
  ) throws -> [StockSyncResult] {
    let before = try syncedStock(of: report.items.filter { $0.problem == nil }.map(\.sku), in: storeID)
    var after = before
    let results = report.items.map { item in
      if let problem = item.problem {
        return StockSyncResult(sku: item.sku, status: .invalid, message: problem)
      }
      return after[item.sku]?.take(item) ?? StockSyncResult(sku: item.sku, status: .unknownSKU)
    }
    let changed = after.filter { before[$0.key] != $0.value }.sorted { $0.value.product.id < $1.value.product.id }
    try write(changed.map(\.value), at: now)
    let movements = changed.compactMap { sku, stock -> StockMovement? in
      let delta = stock.product.stock - (before[sku]?.product.stock ?? 0)
      return delta == 0 ? nil : StockMovement(productID: stock.product.id, delta: delta, reason: .erpSync)
    }
    // Not announced: the ERP knows its own numbers, and an echo of them would never end.
    try record(movements, in: storeID, at: now, ids: ids)
    return results
  }

  private func syncedStock(of skus: [String], in storeID: String) throws -> [String: SyncedStock] {
    var stock = try products(skus: Array(Set(skus)), in: storeID).mapValues { SyncedStock(product: $0) }
    let skuByID = Dictionary(stock.map { ($0.value.product.id, $0.key) }, uniquingKeysWith: { first, _ in first })
    try inPieces(Array(skuByID.keys)) { piece in
      try tx.forEach(
        """
        SELECT product_id, version FROM stock_sync_versions
        WHERE tenant_id = ? AND product_id IN (\(piece.placeholders))
        """, [id.sqlValue] + piece.map(\.sqlValue)
      ) { row in
        let version = try row.int(1)
        if let sku = skuByID[try row.text(0)] { stock[sku]?.version = version }
      }
    }
    return stock
  }

  private func write(_ stock: [SyncedStock], at now: Timestamp) throws {
    try inPieces(stock) { piece in
      let rows = Array(repeating: "(CAST(? AS TEXT), CAST(? AS BIGINT))", count: piece.count)
      try tx.execute(
        """
        WITH report (id, quantity) AS (VALUES \(rows.joined(separator: ", ")))
        UPDATE products SET stock = report.quantity, stock_version = products.stock_version + 1, updated_at = ?
        FROM report WHERE products.tenant_id = ? AND products.id = report.id AND products.stock <> report.quantity
        """, piece.flatMap { [.text($0.product.id), .int($0.product.stock)] } + [now.sqlValue, id.sqlValue])
    }
    try insert(
      into: "stock_sync_versions", ["tenant_id", "product_id", "version", "applied_at"],
      stock.map { [.text(id), .text($0.product.id), .int($0.version ?? 0), now.sqlValue] },
      """
      ON CONFLICT (tenant_id, product_id) DO UPDATE SET
        version = excluded.version, applied_at = excluded.applied_at
      """)
  }
}
