/// A secret key, and what is known by it.
struct StripeKey: Sendable, Equatable {
  /// How much of a secret's end is shown.
  private static let hintLength = 4

  let text: String

  /// Whether it moves real money.
  var isLive: Bool { text.hasPrefix("sk_live_") || text.hasPrefix("rk_live_") }

  /// The end of a secret, as it may be shown.
  static func hint(_ secret: String) -> String { "…\(secret.suffix(hintLength))" }
}
