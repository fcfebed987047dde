import Runtime

/// A product with what its shop wrote about it beyond the usual.
struct ProductDetails: Sendable, Equatable {
  var product: Product
  var attributes: JSONValue?
}
