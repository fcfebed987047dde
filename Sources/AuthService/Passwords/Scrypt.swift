import CPasswords
import Foundation

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
