/// A product's id and how well it fits, 0 to 1.
struct SearchMatch: Sendable, Equatable {
  var productID: String
  var score: Double
}
