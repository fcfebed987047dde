/// FNV-1a with 128 bits: the same on every machine and in every version, and enough to tell two
/// requests or two migrations apart. It does not resist an attacker who looks for collisions.
struct StableHash {
  private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  init() {}

  init(_ bytes: some Sequence<UInt8>) { combine(bytes) }

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      state ^= UInt128(byte)
      state &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
  }

  /// 16 bytes, the most significant first.
  var bytes: [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: state >> (UInt128(15 - $0) * 8)) } }

  /// 32 hexadecimal digits.
  var hex: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The low 64 bits, for lock numbers.
  var int64: Int64 { Int64(truncatingIfNeeded: state) }
}
