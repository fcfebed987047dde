import Storage

extension OrderSchema {
  /// Reservations for orders that await payment, and a number that grows with each movement of a product.
  static let reservations = Migration(
    "order_0003_reservations",
    [
      "ALTER TABLE stores ADD COLUMN reserve_stock BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE stores ADD COLUMN reserve_minutes BIGINT NOT NULL DEFAULT 30",
      """
      ALTER TABLE products ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0
        CONSTRAINT products_reserved CHECK (reserved >= 0)
      """,
      "ALTER TABLE products ADD COLUMN stock_version BIGINT NOT NULL DEFAULT 0",
      """
      CREATE TABLE stock_reservations (
        tenant_id TEXT NOT NULL, order_id TEXT NOT NULL, product_id TEXT NOT NULL, store_id TEXT NOT NULL,
        quantity BIGINT NOT NULL CONSTRAINT stock_reservations_quantity CHECK (quantity > 0),
        expires_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, order_id, product_id),
        FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
        FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id))
      """,
      "CREATE INDEX stock_reservations_by_product ON stock_reservations (tenant_id, product_id, expires_at)",
      "CREATE INDEX stock_reservations_by_end ON stock_reservations (expires_at, tenant_id, product_id)",
    ])

  /// Whose orders of open chats keep stock.
  static let chatReservations = Migration(
    "order_0012_chat_reservations",
    [
      "ALTER TABLE stock_reservations ADD COLUMN chat_lead_id TEXT",
      "ALTER TABLE stock_reservations ADD COLUMN chat_network TEXT",
      "CREATE INDEX stock_reservations_by_chat_lead ON stock_reservations (tenant_id, store_id, chat_lead_id)",
      "CREATE INDEX stock_reservations_by_chat_network ON stock_reservations (tenant_id, store_id, chat_network)",
    ])
}
