/// Texts to be turned into vectors.
struct EmbedInput: Sendable, Equatable {
  static let maximumTexts = 64
  /// Of all texts of a call; the catalogue's own calls may have more.
  static let maximumBytes = 262_144

  var texts: [String]
}
