import Crypto
import Foundation
import Runtime
import Storage

/// Makes and reads the `state` parameter: the state as JSON, and an HMAC over it, both in base64url.
struct OAuthStateSigner: Sendable {
  private static let maximumBytes = 8192

  private let key: SymmetricKey

  /// The key is derived from `QUARTET_KEY_PEPPER`, so that any replica reads what another one signed.
  init(_ settings: Settings) {
    let source = settings.keyPepper ?? settings.tokens.service
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(source.utf8)), info: Data("quartet oauth state".utf8),
      outputByteCount: 32)
  }

  func sign(_ state: OAuthState) throws -> String {
    let payload = Base64URL.encode(try JSONEncoder().encode(state))
    return "\(payload).\(Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Data(payload.utf8), using: key)))"
  }

  /// The state of a text that this signed; nil for any other text, and once it has expired.
  func read(_ text: String, at now: Timestamp) -> OAuthState? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.maximumBytes, parts.count == 2, let code = Base64URL.decode(parts[1]),
      HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(parts[0].utf8), using: key),
      let payload = Base64URL.decode(parts[0]),
      let state = try? JSONDecoder().decode(OAuthState.self, from: payload),
      state.expiresAt > now.microseconds / 1_000_000
    else { return nil }
    return state
  }
}
