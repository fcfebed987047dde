import Storage

extension OrderSchema {
  /// The files of products.
  static let productFiles = Migration(
    "order_0003_product_files",
    [
      """
      CREATE TABLE product_files (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, product_id TEXT NOT NULL,
        filename TEXT NOT NULL, content_type TEXT NOT NULL,
        size_bytes BIGINT NOT NULL CONSTRAINT product_files_size CHECK (size_bytes >= 0),
        object_key TEXT NOT NULL, url TEXT, status TEXT NOT NULL, error_message TEXT, metadata TEXT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, processed_at BIGINT,
        PRIMARY KEY (tenant_id, id), CONSTRAINT product_files_key UNIQUE (tenant_id, product_id, object_key),
        FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id))
      """,
      "CREATE INDEX product_files_by_product ON product_files (tenant_id, product_id, created_at, id)",
      "CREATE INDEX product_files_by_store ON product_files (tenant_id, store_id)",
    ])
}
