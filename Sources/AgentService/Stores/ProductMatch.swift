/// A product that a search has found.
struct ProductMatch: Sendable, Equatable {
  var product: Product
  /// How well it fits; the best comes first.
  var score: Double
}
