/// A run of bytes that lives as long as the schema; readable, as zeros, for ``padding`` bytes more, so
/// that short texts are copied in whole words.
struct ConstantText {
  static let padding = 8
  let base: UnsafePointer<UInt8>
  let count: Int

  @inline(__always)
  func equals(_ other: UnsafePointer<UInt8>, _ otherCount: Int) -> Bool {
    guard count == otherCount else { return false }
    var index = 0
    while index &+ 8 <= count {
      let left = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
      let right = UnsafeRawPointer(other + index).loadUnaligned(as: UInt64.self)
      if left != right { return false }
      index &+= 8
    }
    while index < count {
      if base[index] != other[index] { return false }
      index &+= 1
    }
    return true
  }

  var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }
}
