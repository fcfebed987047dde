/// A text's meaning as a vector of unit length, so that the cosine of two is their dot product.
struct EmbeddingVector: Sendable, Equatable {
  /// As many components as a caller's vector may have.
  static let maximumDimension = 4_096

  /// The components.
  let values: [Float]
  /// Who made it; vectors of different models can't be compared. Nil: not said.
  let model: String?

  /// Nil for an empty or zero vector, or one with components that are not numbers.
  init?(_ values: [Float], model: String?) {
    let length = values.reduce(0 as Double) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length.isFinite, length > 0 else { return nil }
    let scale = Float(1 / length)
    self.values = values.map { $0 * scale }
    self.model = model
  }

  /// The form in the database: IEEE 754 single precision, little-endian.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Reads what ``bytes`` wrote; nil for anything else.
  init?(bytes: [UInt8], model: String) {
    guard bytes.count % 4 == 0 else { return nil }
    let values = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
      }
    }
    self.init(values, model: model)
  }

  /// Whether the two are of one dimension and, as far as it is known, of one model.
  func isComparable(with other: EmbeddingVector) -> Bool {
    values.count == other.values.count && (model == nil || other.model == nil || model == other.model)
  }

  /// The cosine of the angle between the two, -1 to 1; nil when they can't be compared.
  func cosine(_ other: EmbeddingVector) -> Float? {
    guard isComparable(with: other) else { return nil }
    return values.withUnsafeBufferPointer { a in other.values.withUnsafeBufferPointer { b in Self.dot(a, b) } }
  }

  /// Thirty-two components a turn: a search compares the query with every product of the store.
  private static func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Float {
    guard let x = UnsafeRawPointer(a.baseAddress), let y = UnsafeRawPointer(b.baseAddress) else { return 0 }
    let stride = MemoryLayout<Float>.stride
    let wide = a.count & ~31
    var even = SIMD16<Float>.zero
    var odd = SIMD16<Float>.zero
    var index = 0
    while index < wide {
      let near = index * stride
      let far = near + 16 * stride
      even +=
        x.loadUnaligned(fromByteOffset: near, as: SIMD16<Float>.self)
        * y.loadUnaligned(fromByteOffset: near, as: SIMD16<Float>.self)
      odd +=
        x.loadUnaligned(fromByteOffset: far, as: SIMD16<Float>.self)
        * y.loadUnaligned(fromByteOffset: far, as: SIMD16<Float>.self)
      index += 32
    }
    var sum = (even + odd).sum()
    while index < a.count {
      sum += a[index] * b[index]
      index += 1
    }
    return sum
  }
}
