import Crypto
import Foundation
import Runtime

/// The header `Stripe-Signature`: `t=<Unix seconds>,v1=<HMAC-SHA256 of "t.body" in hex>`, several `v1` while a secret is
/// being replaced (https://docs.stripe.com/webhooks#verify-manually).
struct StripeSignature: Sendable, Equatable {
  /// How far the time of signing may be from now, in seconds, as in Stripe's own libraries.
  static let tolerance: Int64 = 300
  /// More than Stripe ever sends.
  private static let maximumSignatures = 16

  /// Why a webhook is not believed.
  enum Failure: Error, Equatable {
    /// There is no header, or not one of this form.
    case missing
    /// Signed too long ago, or too far ahead.
    case outOfTolerance
    /// None of the secrets made any of the signatures.
    case invalid
  }

  /// Unix seconds.
  let time: Int64
  let signatures: [[UInt8]]

  /// - Throws: ``Failure/missing``.
  init(_ header: String?) throws(Failure) {
    var time: Int64?
    var signatures: [[UInt8]] = []
    for part in (header ?? "").split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      let value = pair[1]
      switch pair[0] {
      case "t" where time == nil: time = value.allSatisfy(\.isASCII) ? Int64(value) : nil
      case "v1" where signatures.count < Self.maximumSignatures:
        if let bytes = Self.bytes(ofHex: value) { signatures.append(bytes) }
      default: break
      }
    }
    guard let time, (1...1 << 40).contains(time), !signatures.isEmpty else { throw .missing }
    (self.time, self.signatures) = (time, signatures)
  }

  /// - Parameters:
  ///   - body: the bytes as they came.
  ///   - secrets: all that are in use: the new one, and the old one for a while.
  ///   - now: Unix seconds.
  /// - Returns: which of the secrets it was.
  /// - Throws: ``Failure``. Who signs wrongly is not told that the time is wrong too.
  @discardableResult
  func verify(_ body: [UInt8], by secrets: [String], at now: Int64) throws(Failure) -> Int {
    let message = Data("\(time).".utf8) + body
    var found: Int?
    // All are looked at, so that the time it takes does not tell which one it was.
    for (index, secret) in secrets.enumerated() {
      let key = SymmetricKey(data: Data(secret.utf8))
      for signature in signatures
      where HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: key) {
        found = found ?? index
      }
    }
    guard let found else { throw .invalid }
    guard (now - Self.tolerance...now + Self.tolerance).contains(time) else { throw .outOfTolerance }
    return found
  }

  private static func bytes(ofHex text: Substring) -> [UInt8]? {
    let digits = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count == text.utf8.count, digits.count == 64 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
