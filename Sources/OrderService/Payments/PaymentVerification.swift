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
}
