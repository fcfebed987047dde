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
}
