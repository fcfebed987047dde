import Storage

extension BillingSchema {
  /// What Stripe last said about each customer's invoices.
  static let invoices = Migration(
    "0035_invoice_copies",
    [
      """
      CREATE TABLE invoice_copies (
        tenant_id TEXT NOT NULL,
        customer_id TEXT NOT NULL,
        body TEXT NOT NULL,
        fetched_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, customer_id)
      )
      """
    ])
}
