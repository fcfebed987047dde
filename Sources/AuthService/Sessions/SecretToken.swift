import Crypto
import Foundation

/// Random secrets that clients hold, of which only the hash is stored.
enum SecretToken {
  /// 32 random bytes as base64url without padding.
  static func random() -> String {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    return bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// SHA-256: enough for secrets with 256 random bits, or with a signature.
  static func hash(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Data(token.utf8)))
  }
}
