/// A growing run of bytes without the checks and reference counts of an array, for the transcoder's
/// inner loops.
public struct ByteWriter: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  public private(set) var count = 0
  private var capacity: Int

  public init(capacity: Int = 512) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// The bytes so far; the pointer is valid inside the closure only.
  public borrowing func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// A copy of the bytes.
  public borrowing func array() -> [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Forgets everything after `count` bytes.
  mutating func truncate(to count: Int) { self.count = count }

  /// Makes room for `more` bytes; every unchecked write below relies on it.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: base, count: count)
    base.deallocate()
    base = moved
    capacity = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ start: UnsafePointer<UInt8>, count length: Int) {
    reserve(length)
    (base + count).update(from: start, count: length)
    count &+= length
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// Copies whole words; what is written too much is overwritten by what comes next.
  @inline(__always)
  mutating func append(padded text: ConstantText) {
    reserve(text.count &+ ConstantText.padding)
    let target = UnsafeMutableRawPointer(base + count)
    let source = UnsafeRawPointer(text.base)
    var offset = 0
    while offset < text.count {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    count &+= text.count
  }

  mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { if let base = $0.baseAddress { append(base, count: $0.count) } }
  }

  /// Writes the low `length` bytes of a little-endian word with one store.
  @inline(__always)
  mutating func append(word: UInt64, length: Int) {
    reserve(8)
    UnsafeMutableRawPointer(base + count).storeBytes(of: word.littleEndian, as: UInt64.self)
    count &+= length
  }

  @inline(__always)
  mutating func append(fixed32 value: UInt32) { append(word: UInt64(value), length: 4) }

  @inline(__always)
  mutating func append(fixed64 value: UInt64) { append(word: value, length: 8) }

  @inline(__always)
  mutating func append(varint value: UInt64) {
    reserve(10)
    var value = value
    var position = count
    while value >= 0x80 {
      base[position] = UInt8(truncatingIfNeeded: value) | 0x80
      position &+= 1
      value >>= 7
    }
    base[position] = UInt8(truncatingIfNeeded: value)
    count = position &+ 1
  }

  /// Starts a length-delimited run; give the result to ``endLengthDelimited(_:)``.
  @inline(__always)
  mutating func beginLengthDelimited() -> Int {
    append(0)
    return count
  }

  /// Writes the length before the run, moving it when the length needs more than one byte.
  @inline(__always)
  mutating func endLengthDelimited(_ start: Int) {
    let length = count &- start
    if length < 0x80 {
      base[start &- 1] = UInt8(truncatingIfNeeded: length)
    } else {
      shiftLengthDelimited(start, length)
    }
  }

  @inline(never)
  private mutating func shiftLengthDelimited(_ start: Int, _ length: Int) {
    let width = (64 - UInt64(length).leadingZeroBitCount + 6) / 7
    reserve(width - 1)
    let run = UnsafeMutableRawPointer(base + start)
    (run + (width - 1)).copyMemory(from: run, byteCount: length)
    count = start - 1
    append(varint: UInt64(length))
    count += length
  }

  mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude)
  }

  mutating func append(decimal value: UInt64) {
    if value < 10 {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
      return
    }
    reserve(20)
    var digits = 1
    var bound: UInt64 = 10
    while value >= bound {
      digits &+= 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    append(decimal: value, width: digits)
  }

  /// Exactly `width` digits, with leading zeros.
  @inline(__always)
  mutating func append(decimal value: UInt64, width: Int) {
    reserve(width)
    var value = value
    var position = count &+ width
    while position > count {
      position &-= 1
      let (quotient, digit) = value.quotientAndRemainder(dividingBy: 10)
      base[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      value = quotient
    }
    count &+= width
  }

  /// Replaces one byte that was written before.
  @inline(__always)
  mutating func set(_ position: Int, _ byte: UInt8) { base[position] = byte }
}
