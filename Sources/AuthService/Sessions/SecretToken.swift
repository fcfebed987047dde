import Crypto
import Foundation
import Runtime

/// Random secrets that clients hold, of which only the hash is stored.
enum SecretToken {
  /// 32 random bytes as base64url without padding.
  static func random() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
  }

  /// SHA-256: enough for secrets with 256 random bits, or with a signature.
  static func hash(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Data(token.utf8)))
  }
}
