import Crypto
import Foundation

/// Seals secrets that must be read back, such as TOTP secrets and webhook secrets, so that a stolen
/// table alone gives none of them away: AES-256-GCM under a key derived from `QUARTET_KEY_PEPPER`.
public struct SecretBox: Sendable {
  private let key: SymmetricKey

  /// What was sealed can't be opened here: it was altered, or sealed with another pepper or purpose.
  public struct CannotOpen: Error, Sendable {}

  /// - Parameter purpose: what is sealed; a box opens only what was sealed for its own purpose.
  public init(_ settings: Settings, purpose: String) {
    let source = settings.keyPepper ?? settings.tokens.service
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(source.utf8)), info: Data("quartet secret box: \(purpose)".utf8),
      outputByteCount: 32)
  }

  /// Nonce, ciphertext and tag in one.
  public func seal(_ secret: [UInt8]) throws -> [UInt8] {
    let box = try AES.GCM.seal(secret, using: key)
    guard let combined = box.combined else { throw CannotOpen() }
    return [UInt8](combined)
  }

  /// - Throws: ``CannotOpen``.
  public func open(_ sealed: [UInt8]) throws -> [UInt8] {
    do {
      return [UInt8](try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key))
    } catch {
      throw CannotOpen()
    }
  }
}
