import Storage

extension OrderSchema {
  /// What makes long lists of orders as quick as short ones.
  static let orderLists = Migration(
    "order_0004_order_lists",
    [
      "CREATE INDEX orders_by_status ON orders (tenant_id, store_id, status, created_at, id)",
      "CREATE INDEX orders_by_lead ON orders (tenant_id, lead_id, created_at) WHERE lead_id IS NOT NULL",
      // How many orders stand where, as sums that writers only ever add to: no two of them meet on one row.
      // The row with the empty entry is what a worker has added up.
      """
      CREATE TABLE order_tallies (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, status TEXT NOT NULL, entry TEXT NOT NULL,
        orders BIGINT NOT NULL, cents BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, store_id, status, entry))
      """,
      """
      INSERT INTO order_tallies (tenant_id, store_id, status, entry, orders, cents)
      SELECT tenant_id, store_id, status, '', COUNT(*), CAST(SUM(total_cents) AS BIGINT) FROM orders
      GROUP BY tenant_id, store_id, status
      """,
      // Where in a store's orders, oldest first, each 256th stands.
      """
      CREATE TABLE order_marks (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, ordinal BIGINT NOT NULL, created_at BIGINT NOT NULL,
        order_id TEXT NOT NULL,
        PRIMARY KEY (tenant_id, store_id, ordinal))
      """,
    ])
}
