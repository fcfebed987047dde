/// A store's name in URLs: 1 to 63 lower-case letters, digits and inner hyphens (a DNS label, RFC 1035).
struct Slug: Sendable, Equatable {
  static let lengths = 1...63

  let text: String

  /// Nil unless `text` is a slug as it stands.
  init?(_ text: String) {
    let allowed = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard Self.lengths.contains(text.utf8.count), allowed, !text.hasPrefix("-"), !text.hasSuffix("-") else {
      return nil
    }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  /// The slug that a name suggests: "Café & Cia." gives "cafe-cia". A name without Latin letters or digits
  /// gives "loja".
  init(name: String) {
    var words: [Substring] = []
    let folded = LatinFolding.fold(name).lowercased()
    for word in folded.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }) {
      // Room for a number that tells it from its namesakes.
      guard words.reduce(word.count, { $0 + $1.count + 1 }) <= Self.lengths.upperBound - 10 else {
        if words.isEmpty { words.append(word.prefix(Self.lengths.upperBound - 10)) }
        break
      }
      words.append(word)
    }
    self.text = words.isEmpty ? "loja" : words.joined(separator: "-")
  }

  /// This slug, and then its numbered namesakes: "loja", "loja-2", "loja-3", …
  func candidates(_ count: Int) -> [Slug] {
    [self] + (2...max(2, count)).map { Slug(unchecked: "\(text)-\($0)") }
  }
}
