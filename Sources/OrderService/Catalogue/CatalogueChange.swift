/// What became different in a catalogue after some version.
struct CatalogueChange: Sendable {
  struct Product: Sendable {
    var id: String
    var content: ProductContent
    var isActive: Bool
  }

  /// The version that the change leads to.
  var version: Int64
  var products: [Product]
  var vectors: [(productID: String, vector: EmbeddingVector)]
}
