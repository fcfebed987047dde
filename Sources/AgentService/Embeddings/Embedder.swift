/// Turns texts into vectors of unit length whose cosine tells how alike they are.
protocol Embedder: Sendable {
  /// "bge-m3" or "quartet-hash-1024".
  var model: String { get }
  /// One vector of ``embeddingDimension`` numbers per text, in order.
  func embed(_ texts: [String]) async throws -> [[Float]]
}

/// bge-m3's dimension, which the built-in embedder shares.
let embeddingDimension = 1024

/// Makes a vector's length 1; a zero vector stays as it is.
func normalized(_ vector: [Float]) -> [Float] {
  let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
  return length > 0 ? vector.map { $0 / length } : vector
}
