import Synchronization

/// `x-request-id`: the client's, if it is 8 to 128 characters of letters, digits and `-_.:`, else a new
/// one of 22 characters.
enum RequestID {
  static func accept(_ header: String?) -> String {
    if let header, (8...128).contains(header.utf8.count), header.utf8.allSatisfy(isAllowed) { return header }
    return make()
  }

  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".utf8)

  static func make() -> String {
    var random = SystemRandomNumberGenerator()
    var high = random.next()
    var low = random.next()
    return String(unsafeUninitializedCapacity: 22) { buffer in
      for index in 0..<11 {
        buffer[index] = alphabet[Int(high & 63)]
        buffer[index + 11] = alphabet[Int(low & 63)]
        high >>= 6
        low >>= 6
      }
      return 22
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
  }
}
