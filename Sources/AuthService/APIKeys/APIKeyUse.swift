import Storage

/// The last use of an API key that a gateway saw.
struct APIKeyUse: Sendable, Equatable {
  var keyID: String
  var usedAt: Timestamp
}
