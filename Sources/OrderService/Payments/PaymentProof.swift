import Storage

/// A buyer's proof of payment.
struct PaymentProof: Sendable, Equatable {
  var id: String
  var url: String
  var mediaType: String?
  var note: String?
  var actorUserID: String?
  var createdAt: Timestamp
}
