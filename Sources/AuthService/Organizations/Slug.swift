import Foundation

/// An organization's name in URLs: lower-case letters, digits and single hyphens, 2 to 64 characters.
struct Slug: Sendable, Hashable {
  let text: String

  /// Nil for text that is not a slug as it stands.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard (2...64).contains(text.utf8.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isWord) })
    else { return nil }
    self.text = text
  }

  /// Slugs to try for a name, the nicest first; the last one carries part of a unique id.
  static func candidates(for name: String, id: String) -> [Slug] {
    let base = fold(name)
    let endings = ["", "-2", "-3", "-4", "-" + id.filter { $0 != "-" }.suffix(10)]
    return endings.compactMap { Slug(base + $0) }
  }

  /// "Padaria São João & Cia." becomes "padaria-sao-joao-cia".
  private static func fold(_ name: String) -> String {
    let plain = name.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
      .filter { $0.properties.canonicalCombiningClass == .notReordered }
    let words = String(String.UnicodeScalarView(plain)).utf8.split { !isWord($0) }
    let joined = String(words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-").prefix(48))
    let trimmed = joined.hasSuffix("-") ? String(joined.dropLast()) : joined
    return trimmed.utf8.count >= 2 ? trimmed : "company"
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
