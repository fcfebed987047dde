import Crypto
import Foundation
import Runtime

/// The server-side secret that API keys are hashed with: a stolen table can't be tested against keys.
struct KeyPepper: Sendable {
  private let key: SymmetricKey

  /// `QUARTET_KEY_PEPPER`, or else derived from the service token: whoever changes that token without
  /// setting a pepper makes every API key unknown.
  init(_ settings: Settings) {
    let source = settings.keyPepper ?? settings.tokens.service
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(source.utf8)), info: Data("quartet api key pepper".utf8),
      outputByteCount: 32)
  }

  func hash(_ apiKey: APIKeyText) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Data(apiKey.text.utf8), using: key))
  }
}
