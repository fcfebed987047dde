import Crypto
import Foundation
import Runtime
import Storage

/// Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, 30 seconds.
struct TOTP: Sendable {
  /// Seconds that one code lasts.
  static let period: Int64 = 30
  /// Steps to either side that count as well: clocks differ, and people are slow.
  private static let tolerance: Int64 = 1

  let secret: [UInt8]

  /// A new secret of 160 bits, as long as the hash (RFC 4226, section 4).
  static func randomSecret() -> [UInt8] {
    SymmetricKey(size: SymmetricKeySize(bitCount: 160)).withUnsafeBytes { [UInt8]($0) }
  }

  /// The step of 30 seconds that a moment lies in.
  static func step(at now: Timestamp) -> Int64 { now.seconds / period }

  /// The step that a code belongs to, when it is one around `now` and later than `lastStep`: a code counts
  /// once. Looks at every candidate, whichever of them fits.
  func step(of code: TOTPCode, at now: Timestamp, after lastStep: Int64) -> Int64? {
    var found: Int64?
    let current = Self.step(at: now)
    for step in current - Self.tolerance...current + Self.tolerance
    where code.digits.equalsInConstantTime(digits(at: step)) && step > lastStep {
      found = step
    }
    return found
  }

  /// The six digits of a step, in ASCII (RFC 4226, section 5.3).
  func digits(at step: Int64) -> [UInt8] {
    let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let mac = Array(
      HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(mac[mac.count - 1] & 0xF)
    let word = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(word % 1_000_000)
    return Array((String(repeating: "0", count: 6 - text.utf8.count) + text).utf8)
  }

  /// What a QR code carries (the Key Uri Format of Google Authenticator).
  func uri(issuer: String, account: String) -> String {
    let (issuer, account) = (Self.escape(issuer), Self.escape(account))
    return "otpauth://totp/\(issuer):\(account)?secret=\(Base32.encode(secret))&issuer=\(issuer)"
      + "&algorithm=SHA1&digits=6&period=\(Self.period)"
  }

  /// Everything but RFC 3986's unreserved characters: a colon would end the issuer, an ampersand the field.
  private static func escape(_ text: String) -> String {
    let unreserved = CharacterSet(charactersIn: "-._~").union(.alphanumerics.intersection(Self.ascii))
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let ascii = CharacterSet(charactersIn: Unicode.Scalar(0)..."\u{7F}")
}
