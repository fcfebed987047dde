import Storage

/// The tables of this service. Every key begins with the tenant.
enum OrderSchema {
  static let migrations: [Migration] = [
    Migration("order_0001_catalogue") { dialect in
      // Sorted by bytes on both engines, whatever the locale of the PostgreSQL server.
      let binary = dialect == .postgres ? #"COLLATE "C""# : "COLLATE BINARY"
      return [
        """
        CREATE TABLE stores (
          tenant_id TEXT NOT NULL, id TEXT NOT NULL, company_id TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
          description TEXT, phone TEXT, city TEXT, currency TEXT NOT NULL, pix_key TEXT, is_active BIGINT NOT NULL,
          created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id), CONSTRAINT stores_slug UNIQUE (tenant_id, slug))
        """,
        "CREATE INDEX stores_by_company ON stores (tenant_id, company_id, created_at, id)",
        // Apart from stores, so that a batch upsert and an order's creation don't meet on one row.
        """
        CREATE TABLE catalogues (
          tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, version BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, store_id),
          FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
        """,
        """
        CREATE TABLE products (
          tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL,
          sort_key TEXT \(binary) NOT NULL, description TEXT, category TEXT, category_key TEXT NOT NULL,
          price_cents BIGINT NOT NULL CONSTRAINT products_price CHECK (price_cents >= 0),
          stock BIGINT NOT NULL CONSTRAINT products_stock CHECK (stock >= 0),
          image_url TEXT, attributes TEXT NOT NULL, is_active BIGINT NOT NULL,
          content_hash TEXT NOT NULL, catalogue_version BIGINT NOT NULL,
          created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id), CONSTRAINT products_sku UNIQUE (tenant_id, store_id, sku),
          FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
        """,
        "CREATE INDEX products_by_name ON products (tenant_id, store_id, sort_key, id)",
        "CREATE INDEX products_by_price ON products (tenant_id, store_id, price_cents)",
        "CREATE INDEX products_by_version ON products (tenant_id, store_id, catalogue_version)",
        """
        CREATE TABLE product_embeddings (
          tenant_id TEXT NOT NULL, product_id TEXT NOT NULL, store_id TEXT NOT NULL, model TEXT NOT NULL,
          dimension BIGINT NOT NULL, vector BYTEA NOT NULL, content_hash TEXT NOT NULL,
          catalogue_version BIGINT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, product_id),
          FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id))
        """,
        "CREATE INDEX product_embeddings_by_version ON product_embeddings (tenant_id, store_id, catalogue_version)",
      ]
    },
    Migration(
      "order_0002_orders",
      [
        """
        CREATE TABLE orders (
          tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, lead_id TEXT, agent_id TEXT,
          status TEXT NOT NULL, payment_method TEXT NOT NULL,
          total_cents BIGINT NOT NULL CONSTRAINT orders_total CHECK (total_cents >= 0), currency TEXT NOT NULL,
          customer_name TEXT, customer_phone TEXT, customer_email TEXT, customer_address TEXT, notes TEXT,
          pix_copy_paste TEXT, version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
        """,
        "CREATE INDEX orders_by_store ON orders (tenant_id, store_id, created_at, id)",
        """
        CREATE TABLE order_items (
          tenant_id TEXT NOT NULL, order_id TEXT NOT NULL, position BIGINT NOT NULL, product_id TEXT NOT NULL,
          sku TEXT NOT NULL, name TEXT NOT NULL, quantity BIGINT NOT NULL CONSTRAINT order_items_quantity
          CHECK (quantity > 0), unit_price_cents BIGINT NOT NULL, total_cents BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, order_id, position), UNIQUE (tenant_id, order_id, product_id),
          FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
          FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id))
        """,
        """
        CREATE TABLE order_events (
          tenant_id TEXT NOT NULL, order_id TEXT NOT NULL, sequence BIGINT NOT NULL, id TEXT NOT NULL,
          type TEXT NOT NULL, from_status TEXT, to_status TEXT NOT NULL, actor_user_id TEXT, reason TEXT,
          created_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, order_id, sequence),
          FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id))
        """,
        """
        CREATE TABLE payment_attempts (
          tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, provider TEXT NOT NULL,
          status TEXT NOT NULL, amount_cents BIGINT NOT NULL, external_id TEXT, created_at BIGINT NOT NULL,
          updated_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, provider, external_id),
          FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id))
        """,
        "CREATE INDEX payment_attempts_by_order ON payment_attempts (tenant_id, order_id, created_at, id)",
        // One row per order, product and reason: taking or putting back twice is impossible. Movements
        // without an order have NULL there, which is never equal to another.
        """
        CREATE TABLE stock_movements (
          tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, product_id TEXT NOT NULL,
          delta BIGINT NOT NULL, reason TEXT NOT NULL, order_id TEXT, actor_user_id TEXT, created_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, order_id, product_id, reason),
          FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
          FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id))
        """,
        "CREATE INDEX stock_movements_by_product ON stock_movements (tenant_id, product_id, created_at)",
      ]),
    reservations, stockSync, productFiles, leads, entities, payments, orderLists,
    chatReservations, entityIndexes, entityMoments,
  ]
}
