import Storage

/// An order with everything that belongs to it. Amounts are integer cents.
struct Order: Sendable, Equatable {
  /// R$ 9,999,999,999.99: the 13 characters that the amount of a PIX code may have.
  static let maximumTotalCents: Int64 = 999_999_999_999

  var id: String
  var storeID: String
  var leadID: String?
  var agentID: String?
  var status: OrderStatus
  var paymentMethod: PaymentMethod
  var totalCents: Int64
  var currency: String
  var customer: Customer
  var items: [OrderItem]
  var events: [OrderEvent]
  var paymentAttempts: [PaymentAttempt]
  var proofs: [PaymentProof] = []
  var pixCopyPaste: String?
  var paymentLinkURL: String?
  /// Grows by one with each change, each of which is an event.
  var version: Int64
  var notes: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// - Parameter expected: the version that a caller knows, if it says so.
  /// - Throws: ``OrderError/versionConflict(expected:current:)``.
  func require(version expected: Int64?) throws {
    guard let expected, expected != version else { return }
    throw OrderError.versionConflict(expected: expected, current: version)
  }
}
