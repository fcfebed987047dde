import Runtime

/// The form of Better Auth's default hasher: `<hex salt>:<hex key>`, scrypt with N=2^14, r=16, p=1, where
/// the salt is its hexadecimal text.
struct BetterAuthHash: PasswordHash {
  private static let cost = PasswordCost(logRounds: 14, blockSize: 16, parallelism: 1)

  private let salt: [UInt8]
  private let digest: [UInt8]

  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (16...64).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(Self.isHexDigit),
      parts[1].utf8.count == 128, let digest = Self.bytes(parts[1])
    else { return nil }
    self.salt = Array(parts[0].utf8)
    self.digest = digest
  }

  func matches(_ password: String) throws -> Bool {
    try Scrypt.derive(password, salt, digest.count, Self.cost).equalsInConstantTime(digest)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }

  private static func bytes(_ hex: Substring) -> [UInt8]? {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
