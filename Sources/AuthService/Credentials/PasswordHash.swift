import Crypto
import CryptoExtras
import Foundation
import Runtime

/// A salted scrypt hash as a PHC string: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, base64 without padding.
///
/// Computing one takes tens of milliseconds: call it on the ``PasswordHasher``'s threads only.
struct PasswordHash: Sendable, Equatable {
  let cost: PasswordCost
  let salt: [UInt8]
  let digest: [UInt8]

  /// Hashes a new password with a random salt.
  init(hashing password: String, cost: PasswordCost) throws {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
    self.init(cost: cost, salt: salt, digest: try Self.derive(password, salt, 32, cost))
  }

  /// Reads a stored hash; nil for text of another form, or with a cost that is out of bounds.
  init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
    let parameters = parts[2].split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
    guard parameters.count == 3, parameters.map(\.first) == ["ln", "r", "p"],
      let ln = Int(parameters[0].last ?? ""), let r = Int(parameters[1].last ?? ""),
      let p = Int(parameters[2].last ?? ""),
      let salt = Self.decode(parts[3]), let digest = Self.decode(parts[4]), (16...64).contains(digest.count)
    else { return nil }
    let cost = PasswordCost(logRounds: ln, blockSize: r, parallelism: p)
    guard cost.isBearable else { return nil }
    self.init(cost: cost, salt: salt, digest: digest)
  }

  private init(cost: PasswordCost, salt: [UInt8], digest: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.digest = digest
  }

  /// Whether this is the password's hash, in a time that does not depend on where they differ.
  func matches(_ password: String) throws -> Bool {
    let other = try Self.derive(password, salt, digest.count, cost)
    return zip(digest, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  var text: String {
    "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
      + "$\(Self.encode(salt))$\(Self.encode(digest))"
  }

  /// NFKC first, so that the same password typed on another keyboard is the same bytes.
  private static func derive(_ password: String, _ salt: [UInt8], _ count: Int, _ cost: PasswordCost) throws -> [UInt8]
  {
    let key = try KDF.Scrypt.deriveKey(
      from: Array(password.precomposedStringWithCompatibilityMapping.utf8), salt: salt, outputByteCount: count,
      rounds: 1 << cost.logRounds, blockSize: cost.blockSize, parallelism: cost.parallelism)
    return key.withUnsafeBytes { [UInt8]($0) }
  }

  private static func encode(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text + padding).map { [UInt8]($0) }
  }
}
