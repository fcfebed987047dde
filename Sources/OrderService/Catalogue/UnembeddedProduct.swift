/// A product whose text has no vector yet, or an outdated one.
struct UnembeddedProduct: Sendable, Equatable {
  var id: String
  var content: ProductContent
  var contentHash: String
}
