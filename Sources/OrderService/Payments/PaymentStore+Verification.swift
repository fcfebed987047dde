import Storage

extension PaymentStore {
  /// PIX orders are paid from `confirmed` to `delivered`; cash arrives with `delivered`, or before by PIX. An order
  /// whose only payment went back to its buyer owes nothing more: people have been told.
  static func verify(_ tx: any Transaction) throws -> PaymentVerification {
    let paid = """
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
    let discrepancies = try tx.all(
      "SELECT tenant_id, id, status, owed, paid FROM (\(paid)) AS paid_orders WHERE owed <> paid ORDER BY id"
    ) { row in
      PaymentVerification.Discrepancy(
        tenantID: try row.text(0), orderID: try row.text(1), status: try row.text(2), owed: try row.int(3),
        paid: try row.int(4))
    }
    let (orders, cents) =
      try tx.first(
        "SELECT COUNT(*), CAST(COALESCE(SUM(paid), 0) AS BIGINT) FROM (\(paid)) AS paid_orders WHERE paid > 0",
        as: { (try $0.int(0), try $0.int(1)) }) ?? (0, 0)
    return PaymentVerification(paidOrders: orders, paidCents: cents, discrepancies: discrepancies)
  }
}
