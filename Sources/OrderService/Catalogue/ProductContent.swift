import Crypto

/// The searchable text of a product.
struct ProductContent: Sendable, Equatable {
  /// Within what the embedder takes, in Unicode scalars.
  private static let maximumTextLength = 8_000

  var name: String
  var category: String?
  var description: String?

  /// The text to embed.
  var text: String {
    let all = [name, category, description].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ". ")
    return all.cut(to: Self.maximumTextLength)
  }

  /// Changes whenever the text does: SHA-256, 64 hexadecimal digits.
  var hash: String {
    var hasher = SHA256()
    for part in [name, category ?? "", description ?? ""] {
      hasher.update(data: Array(part.utf8))
      hasher.update(data: [0])
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
