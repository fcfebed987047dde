import Storage

/// A secret that events may be signed with.
struct StripeWebhookSecret: Sendable, Equatable {
  /// More than anybody has endpoints.
  static let maximumCount = 5

  var id: String
  var sealed: [UInt8]
  var hint: String
  var createdAt: Timestamp
  /// Nil: it counts until it is taken away.
  var expiresAt: Timestamp?
  var lastUsedAt: Timestamp?

  func isLive(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }
}
