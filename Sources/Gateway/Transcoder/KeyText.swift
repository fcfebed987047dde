/// A key or text token in memory that outlives the pass.
struct KeyText: Hashable {
  let base: UnsafePointer<UInt8>
  let count: Int

  static func == (left: KeyText, right: KeyText) -> Bool {
    ConstantText(base: left.base, count: left.count).equals(right.base, right.count)
  }

  /// The standard library's hash is seeded, so nobody can craft collisions.
  func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(start: base, count: count))
  }

  var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  var isASCII: Bool { UnsafeBufferPointer(start: base, count: count).allSatisfy { $0 < 0x80 } }
}
