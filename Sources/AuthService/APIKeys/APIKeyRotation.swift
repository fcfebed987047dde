/// How a key is replaced.
struct APIKeyRotation: Sendable, Equatable {
  static let standardOverlap = Duration.seconds(24 * 3600)
  static let maximumOverlap = Duration.seconds(7 * 24 * 3600)

  /// How long the old key still works.
  var overlap: Duration
}
