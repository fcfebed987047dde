/// What a comparison with the payment provider has found; orders by their ids.
public struct PaymentReconciliation: Sendable, Equatable {
  /// How many charges were asked about.
  public var checked = 0
  /// Paid, without a webhook having said so: the orders are confirmed now.
  public var confirmed: [String] = []
  /// Paid, but too late or twice.
  public var refundsDue: [String] = []
  /// Paid in another amount.
  public var mismatched: [String] = []
  /// Ended by the provider.
  public var expired: [String] = []
  /// The provider did not say.
  public var unanswered: [String] = []

  public init() {}
}
