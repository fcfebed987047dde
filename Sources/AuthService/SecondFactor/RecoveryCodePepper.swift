import Crypto
import Foundation
import Runtime

/// Hashes recovery codes with a secret of the server: sixty bits alone could be guessed from a stolen table.
struct RecoveryCodePepper: Sendable {
  private let key: SymmetricKey

  /// Derived from `QUARTET_KEY_PEPPER`: whoever changes it makes every recovery code unknown.
  init(_ settings: Settings) {
    let source = settings.keyPepper ?? settings.tokens.service
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(source.utf8)), info: Data("quartet recovery codes".utf8),
      outputByteCount: 32)
  }

  /// The hash of a code of one subject.
  func hash(_ code: RecoveryCode, of subject: LoginSubject) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: subject.boundBytes + code.bytes, using: key))
  }
}
