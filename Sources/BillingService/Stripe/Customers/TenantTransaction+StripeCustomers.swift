import Storage

/// Which customer at Stripe stands for whom.
extension TenantTransaction {
  /// Claims the place of an owner's customer in a currency.
  /// - Returns: the customer, if it is made already, and the number of the attempt to make it.
  func claimStripeCustomer(
    of owner: Subject, _ currency: Currency, at now: Timestamp
  ) throws -> (customerID: String?, attempt: Int64) {
    try tx.execute(
      """
      INSERT INTO stripe_customers (tenant_id, owner_kind, owner_id, currency, created_at)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant_id, owner_kind, owner_id, currency) DO NOTHING
      """, id, owner.kind.rawValue, owner.id, currency.code, now)
    return try stripeCustomer(of: owner, currency) ?? (nil, 0)
  }

  func stripeCustomer(of owner: Subject, _ currency: Currency) throws -> (customerID: String?, attempt: Int64)? {
    try tx.first(
      """
      SELECT customer_id, attempt FROM stripe_customers
      WHERE tenant_id = ? AND owner_kind = ? AND owner_id = ? AND currency = ?
      """, id, owner.kind.rawValue, owner.id, currency.code
    ) { (customerID: try $0.optionalText(0), attempt: try $0.int(1)) }
  }

  /// An owner's customers, by currency.
  func stripeCustomers(of owner: Subject) throws -> [StripeCustomerLink] {
    try tx.all(
      """
      SELECT owner_kind, owner_id, currency, customer_id FROM stripe_customers
      WHERE tenant_id = ? AND owner_kind = ? AND owner_id = ? AND customer_id IS NOT NULL ORDER BY currency
      """, id, owner.kind.rawValue, owner.id, as: StripeCustomerLink.init(row:))
  }

  /// Whom a customer stands for; nil for one that is not ours.
  func owner(ofStripeCustomer customerID: String) throws -> StripeCustomerLink? {
    try tx.first(
      """
      SELECT owner_kind, owner_id, currency, customer_id FROM stripe_customers WHERE tenant_id = ? AND customer_id = ?
      """, id, customerID, as: StripeCustomerLink.init(row:))
  }

  /// Keeps the customer that was made.
  func keepStripeCustomer(_ customerID: String, of owner: Subject, currency: String) throws {
    try tx.execute(
      """
      UPDATE stripe_customers SET customer_id = ?
      WHERE tenant_id = ? AND owner_kind = ? AND owner_id = ? AND currency = ? AND customer_id IS NULL
      """, customerID, id, owner.kind.rawValue, owner.id, currency)
  }

  /// Adopts a customer that somebody else made, such as another program's checkout, where the owner has none.
  /// - Returns: whether it stands for the owner now.
  func adoptStripeCustomer(_ customerID: String, for owner: Subject, _ currency: Currency, at now: Timestamp) throws
    -> Bool
  {
    if let link = try self.owner(ofStripeCustomer: customerID) { return link.owner == owner }
    guard try claimStripeCustomer(of: owner, currency, at: now).customerID == nil else { return false }
    try keepStripeCustomer(customerID, of: owner, currency: currency.code)
    return true
  }

  /// After a refusal another attempt has another key.
  func raiseStripeCustomerAttempt(of owner: Subject, _ currency: Currency, from attempt: Int64) throws {
    try tx.execute(
      """
      UPDATE stripe_customers SET attempt = attempt + 1
      WHERE tenant_id = ? AND owner_kind = ? AND owner_id = ? AND currency = ? AND attempt = ?
      """, id, owner.kind.rawValue, owner.id, currency.code, attempt)
  }

  func hasStripeCustomers() throws -> Bool {
    try tx.exists("SELECT 1 FROM stripe_customers WHERE tenant_id = ? AND customer_id IS NOT NULL LIMIT 1", id)
  }
}

extension StripeCustomerLink {
  /// Reads `owner_kind, owner_id, currency, customer_id`.
  fileprivate init(row: any Row) throws {
    self.init(owner: try Subject(row, at: 0), currency: try row.text(2), customerID: try row.text(3))
  }
}
