import Storage

/// An attempt to pay an order.
struct PaymentAttempt: Sendable, Equatable {
  enum Status: String, Sendable, CaseIterable {
    case pending
    /// The order's money: at most one attempt of an order, of exactly its total.
    case succeeded
    case failed
    /// Nobody paid in time.
    case expired
    /// Another amount than the order's total arrived.
    case mismatched
    /// Money arrived that the order does not need.
    case refundDue = "refund_due"
    case refunded

    /// Money lies with the shop that is not the order's.
    var needsAttention: Bool { self == .refundDue || self == .mismatched }

    /// Operators are told, in the audit log.
    var isReported: Bool { needsAttention || self == .refunded }
  }

  var id: String
  var provider: PaymentProvider
  var status: Status
  /// What is to be paid.
  var amountCents: Int64
  /// The provider's id of the charge; for manual PIX the `txid` of the code.
  var externalID: String?
  /// What the provider says has arrived.
  var receivedCents: Int64?
  /// Until when it can be paid.
  var expiresAt: Timestamp?
  /// When to ask the provider about it again; nil for one that it does not know or need not be asked about.
  var nextCheckAt: Timestamp?
  /// Why it failed, or what is wrong with it.
  var error: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp

  init(
    id: String, provider: PaymentProvider, status: Status = .pending, amountCents: Int64, externalID: String? = nil,
    receivedCents: Int64? = nil, expiresAt: Timestamp? = nil, nextCheckAt: Timestamp? = nil, error: String? = nil,
    createdAt: Timestamp, updatedAt: Timestamp? = nil
  ) {
    self.id = id
    self.provider = provider
    self.status = status
    self.amountCents = amountCents
    self.externalID = externalID
    self.receivedCents = receivedCents
    self.expiresAt = expiresAt
    self.nextCheckAt = nextCheckAt
    self.error = error
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }
}
