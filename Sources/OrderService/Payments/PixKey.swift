import Runtime

/// A PIX key in the form that the Banco Central's directory (DICT) knows it.
struct PixKey: Sendable, Equatable {
  enum Kind: String, Sendable {
    case cpf
    case cnpj
    case email
    case phone
    /// A random key ("EVP"): a UUID.
    case random
  }

  let kind: Kind
  /// Normalized: digits only, lower-case e-mail and UUID, E.164.
  let text: String

  /// A key as people write it, punctuation of CPF, CNPJ and telephone numbers included; nil for anything
  /// that is not a key, wrong check digits included.
  init?(_ written: String) {
    let written = String(written.trimming { $0.isWhitespace })
    if written.contains("@") {
      guard Self.isEmail(written) else { return nil }
      self.init(.email, written.lowercased())
    } else if isUUID(written) {
      self.init(.random, written.lowercased())
    } else if written.hasPrefix("+") {
      guard let phone = PhoneNumber(written) else { return nil }
      self.init(.phone, phone.text)
    } else {
      let bare = written.filter { !".-/ ".contains($0) }.uppercased()
      if Self.isCPF(bare) {
        self.init(.cpf, bare)
      } else if Self.isCNPJ(bare) {
        self.init(.cnpj, bare)
      } else {
        return nil
      }
    }
  }

  private init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// DICT allows 77 characters and a plain address.
  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 77 else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"()<>,;:\"[]"#.utf8.contains($0) }
  }

  /// Eleven digits, the last two of them check digits (Receita Federal).
  private static func isCPF(_ text: String) -> Bool {
    let digits = values(text)
    guard text.utf8.count == 11, digits.count == 11, digits.allSatisfy({ $0 < 10 }), Set(digits).count > 1 else {
      return false
    }
    return [9, 10].allSatisfy { length in
      let weights = (2...(length + 1)).reversed()
      return digits[length] == checkDigit(zip(digits, weights))
    }
  }

  /// Twelve digits or, since July 2026, letters (IN RFB 2.229/2024), and two check digits.
  private static func isCNPJ(_ text: String) -> Bool {
    let digits = values(text)
    guard text.utf8.count == 14, digits.count == 14, digits.suffix(2).allSatisfy({ $0 < 10 }), Set(digits).count > 1
    else { return false }
    return [12, 13].allSatisfy { length in
      let weights = (0..<length).map { 2 + (length - 1 - $0) % 8 }
      return digits[length] == checkDigit(zip(digits, weights))
    }
  }

  private static func checkDigit(_ pairs: some Sequence<(Int, Int)>) -> Int {
    let rest = pairs.reduce(0) { $0 + $1.0 * $1.1 } % 11
    return rest < 2 ? 0 : 11 - rest
  }

  /// Digits count as themselves, letters from 17 on: their ASCII codes less 48.
  private static func values(_ text: String) -> [Int] {
    text.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 48
      default: nil
      }
    }
  }
}
