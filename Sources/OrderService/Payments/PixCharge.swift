import Storage

/// A charge that a provider has made.
struct PixCharge: Sendable, Equatable {
  /// The provider's id; nil when a caller made it and did not say.
  var id: String?
  /// Copy and paste.
  var code: String?
  var linkURL: String?
  var expiresAt: Timestamp?
}
