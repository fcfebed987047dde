import Runtime
import Storage

extension OrderAdministration {
  /// Compares every charge that may still change with what AbacatePay says about it, and does what follows: the
  /// work of `quartet admin payments reconcile`.
  /// - Throws: ``StorageError``.
  public func reconcilePayments() async throws -> PaymentReconciliation {
    try await PaymentModule(environment).reconciler.reconcile(all: true)
  }

  /// Compares the payments that count with the orders that are paid, all tenants' on one snapshot.
  /// - Throws: ``StorageError``.
  public func verifyPayments() async throws -> PaymentVerification {
    try await database.read { tx in try PaymentVerification(tx) }
  }

  /// Counts every store's orders afresh, for tables that were written by other means than the RPCs, and sets
  /// the marks that make long lists quick.
  /// - Throws: ``StorageError``.
  public func recountOrders() async throws {
    let stores = try await database.read { tx in
      try tx.all("SELECT tenant_id, id FROM stores", as: { (tenantID: try $0.text(0), storeID: try $0.text(1)) })
    }
    for store in stores {
      try await database.write(tenant: store.tenantID) { tenant in try tenant.recountOrders(of: store.storeID) }
    }
    try await OrderTallyKeeper(database: database, clock: environment.clock).sweep()
  }
}

/// What a check of every order's payments found.
public struct PaymentVerification: Sendable, Equatable {
  /// An order whose payments don't add up.
  public struct Discrepancy: Sendable, Equatable {
    public var tenantID: String
    public var orderID: String
    public var status: String
    /// What the order's status says has been paid, in cents.
    public var owed: Int64
    /// The sum of its payments that count, in cents.
    public var paid: Int64
  }

  /// How many orders are paid.
  public var paidOrders: Int64
  /// Their totals' sum in cents: the sum of all payments when all is well.
  public var paidCents: Int64
  /// Orders that are paid without a payment, or the other way round; empty when all is well.
  public var discrepancies: [Discrepancy]

  /// PIX orders are paid from `confirmed` to `delivered`; cash arrives with `delivered`, or before by PIX. An order
  /// whose only payment went back to its buyer owes nothing more: people have been told.
  init(_ tx: any Transaction) throws {
    let orders = """
      SELECT o.tenant_id, o.id, o.status, o.total_cents, COALESCE(p.total, 0) AS paid,
        CASE WHEN p.total IS NULL AND r.order_id IS NOT NULL THEN 0
          WHEN o.status = 'delivered' THEN o.total_cents
          WHEN o.payment_method = 'pix' AND o.status IN ('confirmed', 'preparing', 'shipped') THEN o.total_cents
          WHEN o.payment_method = 'cod' AND o.status <> 'cancelled' THEN COALESCE(p.total, 0)
          ELSE 0 END AS owed
      FROM orders o LEFT JOIN (
        SELECT tenant_id, order_id, CAST(SUM(amount_cents) AS BIGINT) AS total FROM payment_attempts
        WHERE status = 'succeeded' GROUP BY tenant_id, order_id) p ON p.tenant_id = o.tenant_id AND p.order_id = o.id
      LEFT JOIN (SELECT DISTINCT tenant_id, order_id FROM payment_attempts WHERE status = 'refunded') r
        ON r.tenant_id = o.tenant_id AND r.order_id = o.id
      """
    discrepancies = try tx.all(
      "SELECT tenant_id, id, status, owed, paid FROM (\(orders)) AS paid_orders WHERE owed <> paid ORDER BY id"
    ) { row in
      Discrepancy(
        tenantID: try row.text(0), orderID: try row.text(1), status: try row.text(2), owed: try row.int(3),
        paid: try row.int(4))
    }
    (paidOrders, paidCents) =
      try tx.first(
        "SELECT COUNT(*), CAST(COALESCE(SUM(paid), 0) AS BIGINT) FROM (\(orders)) AS paid_orders WHERE paid > 0",
        as: { (try $0.int(0), try $0.int(1)) }) ?? (0, 0)
  }
}
