/// The built-in embedder: words, their meanings by a small thesaurus, and the letters inside them, hashed
/// with signs into 1024 dimensions (Weinberger et al. 2009, "Feature Hashing"). Deterministic, and no
/// match for a trained model.
struct HashedEmbedder: Embedder {
  let model = "quartet-hash-1024"

  private enum Weight {
    static let word: Float = 1
    static let kind: Float = 0.5
    static let pair: Float = 0.4
    static let trigram: Float = 0.25
  }

  func embed(_ texts: [String]) async throws -> [[Float]] { texts.map(vector) }

  /// The vector of one text. One without words, as "!!!" is, or "a", stands for itself: it is like no other.
  func vector(_ text: String) -> [Float] {
    var vector = [Float](repeating: 0, count: embeddingDimension)
    let words = Words.split(text).filter { !Words.stop.contains($0) }
    let stems = words.map { Synonyms.canonical(Words.stem($0)) }
    // Sorted, because sums of floats depend on their order and a dictionary has none.
    for (feature, weight) in features(words, stems).sorted(by: { $0.key < $1.key }) {
      let hash = Self.hash(feature)
      // The lowest ten bits choose the dimension, the highest one the sign.
      vector[Int(hash & 1023)] += hash >> 63 == 0 ? weight : -weight
    }
    if vector.allSatisfy({ $0 == 0 }) { vector[Int(Self.hash("r:" + text) & 1023)] = 1 }
    return normalized(vector)
  }

  private func features(_ words: [String], _ stems: [String]) -> [String: Float] {
    var counts: [String: Float] = [:]
    for stem in stems {
      counts["w:" + stem, default: 0] += Weight.word
      // A kind and its things meet in one feature: "bebida" itself counts fully.
      for kind in Synonyms.kinds(of: stem) { counts["w:" + kind, default: 0] += Weight.kind }
    }
    for (first, second) in zip(stems, stems.dropFirst()) { counts["p:\(first) \(second)", default: 0] += Weight.pair }
    for word in words {
      let letters = Array("<\(word)>")
      guard letters.count > 3 else { continue }
      let share = Weight.trigram * 4 / Float(letters.count)
      for start in 0...(letters.count - 3) {
        counts["t:" + String(letters[start..<start + 3]), default: 0] += share
      }
    }
    // Saying a word twice makes it only a little more important.
    return counts.mapValues { $0.squareRoot() * ($0 < 1 ? $0.squareRoot() : 1) }
  }

  /// FNV-1a, 64 bits, with a final mix so that all bits depend on all bytes.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    return hash ^ hash >> 33
  }
}
