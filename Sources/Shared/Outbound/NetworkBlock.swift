/// The addresses that begin with the same bits (CIDR, RFC 4632).
struct NetworkBlock: Sendable, Equatable {
  private let bytes: [UInt8]
  /// In bits.
  private let length: Int

  /// - Parameter bytes: the first ones; those that are left out are zero.
  init(_ bytes: [UInt8], _ length: Int) {
    self.bytes = bytes
    self.length = length
  }

  /// Nil unless `text` is an address, or an address, a slash and a number of bits.
  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = NetworkAddress(String(parts[0])) else { return nil }
    let maximumLength = address.bytes.count * 8
    guard parts.count == 2 else {
      self.init(address.bytes, maximumLength)
      return
    }
    guard let length = Int(parts[1]), (0...maximumLength).contains(length) else { return nil }
    self.init(address.bytes, length)
  }

  /// - Parameter address: of the block's own family.
  func contains(_ address: [UInt8]) -> Bool {
    for bit in 0..<length {
      let mask: UInt8 = 0x80 >> UInt8(bit % 8)
      let own = bit / 8 < bytes.count ? bytes[bit / 8] : 0
      if (own ^ address[bit / 8]) & mask != 0 { return false }
    }
    return true
  }

  /// Whether an address of either family lies in the block.
  func contains(_ address: NetworkAddress) -> Bool {
    address.bytes.count == bytes.count && contains(address.bytes)
  }
}
