import Foundation
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("One-time passwords")
struct TOTPTests {
  /// RFC 6238, appendix B, for SHA-1: the last six of the eight digits.
  @Test(
    "the function is TOTP",
    arguments: [
      (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
      (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ] as [(Int64, String)])
  func vectors(seconds: Int64, code: String) throws {
    let totp = TOTP(secret: Array("12345678901234567890".utf8))
    #expect(totp.digits(at: TOTP.step(at: .seconds(seconds))) == Array(code.utf8))
  }

  @Test("a code counts one step early and one late, and not a step further")
  func window() throws {
    let totp = TOTP(secret: TOTP.randomSecret())
    let now = Timestamp.seconds(1_800_000_015)
    let current = TOTP.step(at: now)
    for offset in Int64(-3)...3 {
      let code = try #require(TOTPCode(String(decoding: totp.digits(at: current + offset), as: UTF8.self)))
      #expect(totp.step(of: code, at: now, after: 0) == (abs(offset) <= 1 ? current + offset : nil), "\(offset)")
    }
  }

  @Test("a code of a step that is not later than the last one does not count")
  func once() throws {
    let totp = TOTP(secret: TOTP.randomSecret())
    let now = Timestamp.seconds(1_800_000_015)
    let step = TOTP.step(at: now)
    let code = try #require(TOTPCode(String(decoding: totp.digits(at: step), as: UTF8.self)))
    #expect(totp.step(of: code, at: now, after: step - 1) == step)
    #expect(totp.step(of: code, at: now, after: step) == nil)
    #expect(totp.step(of: code, at: now, after: step + 1) == nil)
  }

  @Test("six digits are read with the blanks that apps show", arguments: ["123456", "123 456", " 123456 "])
  func codes(text: String) {
    #expect(TOTPCode(text)?.digits == Array("123456".utf8))
  }

  @Test(
    "anything but six digits is not a code",
    arguments: [
      "", "12345", "1234567", "12345a", "１２３４５６", "-12345", "12345\u{301}6", String(repeating: " ", count: 99),
    ])
  func noCodes(text: String) {
    #expect(TOTPCode(text) == nil)
  }

  /// RFC 4648, section 10, without the padding.
  @Test(
    "secrets are shown in base32",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ])
  func base32(text: String, encoded: String) {
    #expect(Base32.encode(Array(text.utf8)) == encoded)
  }

  @Test(
    "pyotp reads the URI and makes the same codes", .enabled(if: PythonOracle.isAvailable),
    arguments: [
      ("Acme", "user@example.com"), ("A: B & C?", "o'neil+x@exämple.org"), ("日本 100%", "a/b#c"),
    ])
  func pyotp(issuer: String, account: String) throws {
    struct Input: Encodable {
      var uri: String
      var times: [Int64]
    }
    struct Reading: Decodable {
      var secret: String
      var issuer: String
      var account: String
      var codes: [String]
    }
    let totp = TOTP(secret: TOTP.randomSecret())
    let times: [Int64] = [0, 29, 30, 59, 1_234_567_890, 1_772_452_800, 4_102_444_799]
    let reading = try PythonOracle.ask(
      "totp.py", Input(uri: totp.uri(issuer: issuer, account: account), times: times), as: Reading.self)
    #expect(reading.secret == Base32.encode(totp.secret))
    #expect(reading.issuer == issuer)
    #expect(reading.account == account)
    #expect(
      reading.codes == times.map { String(decoding: totp.digits(at: TOTP.step(at: .seconds($0))), as: UTF8.self) })
  }

  @Test("recovery codes are read in any case, with or without hyphens, and are never the same")
  func recoveryCodes() throws {
    let codes = RecoveryCode.newSet()
    #expect(codes.count == 10)
    #expect(Set(codes.map(\.text)).count == 10)
    let code = try #require(codes.first)
    #expect(code.text.utf8.count == 14)
    for text in [code.text, code.text.uppercased(), code.text.replacing("-", with: ""), " \(code.text) "] {
      #expect(RecoveryCode(text) == code)
    }
    for text in ["", "k7qd", code.text + "a", "l7qd-2m4x-w9tf", "k7qd-2m4x-w9t0", String(repeating: "-", count: 999)] {
      #expect(RecoveryCode(text) == nil)
    }
  }
}

extension Timestamp {
  fileprivate static func seconds(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }
}
