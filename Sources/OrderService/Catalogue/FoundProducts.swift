/// What a search found, the best first.
struct FoundProducts: Sendable {
  var matches: [FoundProduct]
  /// Nil when nothing was looked for.
  var mode: SearchMode?
}

/// A product that was found, and how well it fits, 0 to 1.
struct FoundProduct: Sendable {
  var product: Product
  var score: Double
}
