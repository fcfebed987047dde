import Foundation

/// An e-mail address that mail can be sent to.
///
/// Stricter than RFC 5321: no quoted local parts and no address literals, so that no address can carry
/// a header, a display name or a second recipient.
struct EmailAddress: Sendable, Equatable {
  /// As the user typed it, without surrounding blanks, in NFKC.
  let display: String
  /// What makes an address unique in a tenant: NFKC, lower-case.
  let normalized: String

  /// Nil for anything that is not a plain `local@domain` address of at most 254 bytes.
  init?(_ raw: String) {
    // Normalisation can make text many times longer, so the raw length is checked first.
    guard raw.utf8.count <= 1024 else { return nil }
    let display = raw.trimmingCharacters(in: .whitespaces).precomposedStringWithCompatibilityMapping
    guard Self.isValid(display) else { return nil }
    self.display = display
    self.normalized = display.lowercased().precomposedStringWithCompatibilityMapping
  }

  private static func isValid(_ text: String) -> Bool {
    let parts = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2 else { return false }
    let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return String(parts[0]).utf8.count <= 64
      && atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
      && labels.count >= 2 && labels.allSatisfy(isLabel)
  }

  /// RFC 5322 `atext`, and letters, marks and digits of every script (RFC 6532).
  private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
    isWordScalar(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
  }

  private static func isLabel(_ label: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
    (1...63).contains(label.count) && label.first != "-" && label.last != "-"
      && label.allSatisfy { isWordScalar($0) || $0 == "-" }
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    // What nobody sees (fillers, variation selectors) would make two addresses of one.
    guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      true
    default: false
    }
  }
}
