import CPasswords
import Crypto
import Foundation

/// Today's form: a salted scrypt hash as a PHC string, `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`.
struct ScryptHash: PasswordHash, Equatable {
  let cost: PasswordCost
  let salt: [UInt8]
  let digest: [UInt8]

  /// Hashes a new password with a random salt.
  init(hashing password: String, cost: PasswordCost) throws {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
    self.init(cost: cost, salt: salt, digest: try Scrypt.derive(password, salt, 32, cost))
  }

  init?(_ text: String) {
    guard let phc = PHCString(text), phc.function == "scrypt", phc.version == nil,
      phc.parameters.map(\.name) == ["ln", "r", "p"], (16...64).contains(phc.digest.count)
    else { return nil }
    let cost = PasswordCost(
      logRounds: phc.parameters[0].value, blockSize: phc.parameters[1].value, parallelism: phc.parameters[2].value)
    guard cost.isBearable else { return nil }
    self.init(cost: cost, salt: phc.salt, digest: phc.digest)
  }

  private init(cost: PasswordCost, salt: [UInt8], digest: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.digest = digest
  }

  func matches(_ password: String) throws -> Bool {
    constantTimeEqual(digest, try Scrypt.derive(password, salt, digest.count, cost))
  }

  func isOutdated(_ password: String, today: PasswordCost) -> Bool { cost != today }

  var text: String {
    "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
      + "$\(PHCString.encode(salt))$\(PHCString.encode(digest))"
  }
}

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
    constantTimeEqual(digest, try Scrypt.derive(password, salt, digest.count, Self.cost))
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }

  private static func bytes(_ hex: Substring) -> [UInt8]? {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}

/// The function behind both forms (RFC 7914), computed by libsodium: vectorised, and as quick in a debug build.
enum Scrypt {
  /// libsodium finds out once what the processor has.
  private static let isReady = sodium_init() >= 0

  /// NFKC first, so that the same password typed on another keyboard is the same bytes.
  /// - Throws: ``CannotCompute`` for parameters that scrypt does not have, or when the memory is not there.
  static func derive(_ password: String, _ salt: [UInt8], _ count: Int, _ cost: PasswordCost) throws -> [UInt8] {
    let phrase = Array(password.precomposedStringWithCompatibilityMapping.utf8)
    var key = [UInt8](repeating: 0, count: count)
    let status = crypto_pwhash_scryptsalsa208sha256_ll(
      phrase, phrase.count, salt, salt.count, 1 << UInt64(cost.logRounds), UInt32(cost.blockSize),
      UInt32(cost.parallelism), &key, key.count)
    guard isReady, status == 0 else { throw CannotCompute() }
    return key
  }

  /// The library could not compute the hash.
  struct CannotCompute: Error {}
}
