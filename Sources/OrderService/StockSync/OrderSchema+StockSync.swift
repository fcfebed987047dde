import Storage

extension OrderSchema {
  /// What keeps a store's stock in step with the shop's ERP.
  static let stockSync = Migration(
    "order_0003_stock_sync",
    [
      """
      CREATE TABLE stock_sync_settings (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, inbound_enabled BIGINT NOT NULL,
        outbound_enabled BIGINT NOT NULL, outbound_url TEXT, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, store_id),
        FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
      """,
      // Sealed. One per direction has no end: the current one.
      """
      CREATE TABLE stock_sync_secrets (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, direction TEXT NOT NULL, id TEXT NOT NULL,
        sealed BYTEA NOT NULL, hint TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT,
        PRIMARY KEY (tenant_id, store_id, direction, id),
        FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
      """,
      // Apart from the settings, so that a delivery and a movement of stock don't meet on one row.
      """
      CREATE TABLE stock_sync_activity (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, direction TEXT NOT NULL, last_at BIGINT, error TEXT,
        PRIMARY KEY (tenant_id, store_id, direction),
        FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
      """,
      // The ERP's version of each product's stock that was applied last.
      """
      CREATE TABLE stock_sync_versions (
        tenant_id TEXT NOT NULL, product_id TEXT NOT NULL, version BIGINT NOT NULL, applied_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, product_id),
        FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id))
      """,
    ])
}
