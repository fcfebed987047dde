import Runtime
import Storage

/// Copies of what Stripe last said about customers' invoices.
extension TenantTransaction {
  func invoices(ofCustomer customerID: String) throws -> (objects: [JSONValue], fetchedAt: Timestamp)? {
    try tx.first(
      "SELECT body, fetched_at FROM invoice_copies WHERE tenant_id = ? AND customer_id = ?", id, customerID
    ) { (objects: try JSONValue(text: $0.text(0)).array ?? [], fetchedAt: try $0.time(1)) }
  }

  func keep(_ objects: [JSONValue], ofCustomer customerID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO invoice_copies (tenant_id, customer_id, body, fetched_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant_id, customer_id) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at
      """, id, customerID, JSONValue.array(objects).text, now)
  }
}
