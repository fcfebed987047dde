/// What is looked for, as words and, where it is known, as meaning.
struct SearchQuery: Sendable {
  /// Each word is looked for in every product, so that more would cost time and hardly tell more.
  static let maximumWords = 10

  /// Singular, folded, without words that say nothing.
  var words: [String]
  var vector: EmbeddingVector?

  init(_ text: String, vector: EmbeddingVector? = nil) {
    var seen: Set<String> = []
    self.words = Array(Words.query(text).filter { seen.insert($0).inserted }.prefix(Self.maximumWords))
    self.vector = vector
  }

  var isEmpty: Bool { words.isEmpty && vector == nil }
}
