/// The text of an API key: `pk_live_` or `sk_live_`, 24 random base62 characters, and 6 base62
/// characters with the CRC-32 of all before them, so that a typo is refused without a look-up.
struct APIKeyText: Sendable, Equatable {
  static let publishablePrefix = "pk_live_"
  static let secretPrefix = "sk_live_"

  let text: String
  var isSecret: Bool { text.hasPrefix(Self.secretPrefix) }
  /// What a list of keys shows: `pk_live_…a1B2`.
  var hint: String { (isSecret ? Self.secretPrefix : Self.publishablePrefix) + "…" + text.suffix(4) }

  /// A new key with 142 random bits.
  init(secret: Bool) {
    var random = SystemRandomNumberGenerator()
    let body = (0..<24).map { _ in Self.alphabet[Int.random(in: 0..<62, using: &random)] }
    let start = (secret ? Self.secretPrefix : Self.publishablePrefix) + String(decoding: body, as: UTF8.self)
    self.text = start + Self.checksum(start)
  }

  /// Nil for text that can't be a key.
  init?(_ text: String) {
    guard text.utf8.count == 38, text.hasPrefix(Self.publishablePrefix) || text.hasPrefix(Self.secretPrefix),
      Self.checksum(String(text.dropLast(6))) == text.suffix(6)
    else { return nil }
    self.text = text
  }

  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private static func checksum(_ text: String) -> String {
    var rest = Int(crc32(text.utf8))
    var digits = [UInt8](repeating: alphabet[0], count: 6)
    for index in digits.indices.reversed() {
      digits[index] = alphabet[rest % 62]
      rest /= 62
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// CRC-32 as in zlib (polynomial 0xEDB88320, reflected).
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
