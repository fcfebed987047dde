import Runtime
import Storage

extension OrderService {
  /// Checks for `quartet admin`, over the same database; migrates it.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func administration(_ environment: ServiceEnvironment) async throws -> OrderAdministration {
    try await environment.database.migrate(migrations)
    return OrderAdministration(environment: environment)
  }
}

/// What operators do without the RPCs.
public struct OrderAdministration: Sendable {
  let environment: ServiceEnvironment

  var database: any Database { environment.database }

  /// Compares each product's stock with the sum of its movements, and what is kept of it with the sum of its
  /// reservations, all tenants' on one snapshot.
  /// - Throws: ``StorageError``.
  public func verifyStock() async throws -> StockVerification {
    try await database.read { tx in try StockVerification(tx) }
  }
}

/// What a check of every product's stock found.
public struct StockVerification: Sendable, Equatable {
  /// A product whose numbers don't add up.
  public struct Discrepancy: Sendable, Equatable {
    public var tenantID: String
    public var storeID: String
    public var productID: String
    public var sku: String
    /// Units on hand by the product's own row.
    public var stock: Int64
    /// The sum of its movements.
    public var movements: Int64
    /// Units kept for orders by the product's own row.
    public var reserved: Int64
    /// The sum of its reservations.
    public var reservations: Int64
  }

  /// How many products there are.
  public var products: Int64
  /// Those that don't add up; empty when all is well.
  public var discrepancies: [Discrepancy]

  init(products: Int64, discrepancies: [Discrepancy]) {
    self.products = products
    self.discrepancies = discrepancies
  }

  init(_ tx: any Transaction) throws {
    products = try tx.first("SELECT COUNT(*) FROM products", as: { try $0.int(0) }) ?? 0
    discrepancies = try tx.all(
      """
      SELECT p.tenant_id, p.store_id, p.id, p.sku, p.stock, COALESCE(m.total, 0), p.reserved, COALESCE(r.total, 0)
      FROM products p
      LEFT JOIN (
        SELECT tenant_id, product_id, CAST(SUM(delta) AS BIGINT) AS total FROM stock_movements
        GROUP BY tenant_id, product_id) m ON m.tenant_id = p.tenant_id AND m.product_id = p.id
      LEFT JOIN (
        SELECT tenant_id, product_id, CAST(SUM(quantity) AS BIGINT) AS total FROM stock_reservations
        GROUP BY tenant_id, product_id) r ON r.tenant_id = p.tenant_id AND r.product_id = p.id
      WHERE p.stock <> COALESCE(m.total, 0) OR p.reserved <> COALESCE(r.total, 0)
      ORDER BY p.tenant_id, p.store_id, p.sku
      """
    ) { row in
      Discrepancy(
        tenantID: try row.text(0), storeID: try row.text(1), productID: try row.text(2), sku: try row.text(3),
        stock: try row.int(4), movements: try row.int(5), reserved: try row.int(6), reservations: try row.int(7))
    }
  }
}
