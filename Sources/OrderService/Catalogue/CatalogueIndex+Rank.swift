import Foundation

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

/// A product's id and how well it fits, 0 to 1.
struct SearchMatch: Sendable, Equatable {
  var productID: String
  var score: Double
}

extension CatalogueIndex {
  /// How much words count beside meaning.
  private static let wordShare = 0.6
  /// Meaning alone makes a match from here on; unrelated texts stay below with both embedders.
  private static let leastCosine = 0.45

  /// Every product that fits, best first; ties go by name.
  ///
  /// - Parameters:
  ///   - candidates: only these products; nil: all.
  ///   - activeOnly: leaves out what is hidden from agents.
  func rank(_ query: SearchQuery, among candidates: Set<String>? = nil, activeOnly: Bool) -> [SearchMatch] {
    let positions = entries.indices.filter { position in
      let entry = entries[position]
      return (entry.isActive || !activeOnly) && (candidates?.contains(entry.id) ?? true)
    }
    let wordScores = wordScores(query.words, positions)
    var found: [(position: Int, score: Double)] = []
    for (place, position) in positions.enumerated() {
      let words = wordScores[place]
      let cosine = query.vector.flatMap { entries[position].vector?.cosine($0) }.map(Double.init)
      guard words > 0 || (cosine ?? 0) >= Self.leastCosine else { continue }
      // Words alone decide for a product that is not embedded yet.
      let score = cosine.map { Self.wordShare * words + (1 - Self.wordShare) * max(0, $0) } ?? words
      found.append((position, min(1, score)))
    }
    found.sort { a, b in
      if a.score != b.score { return a.score > b.score }
      let (left, right) = (entries[a.position], entries[b.position])
      return (left.sortKey, left.id) < (right.sortKey, right.id)
    }
    return found.map { SearchMatch(productID: entries[$0.position].id, score: $0.score) }
  }

  /// How this index answers a query: by meaning too, as soon as one product's vector can be compared with
  /// the query's.
  func mode(of query: SearchQuery) -> SearchMode {
    guard let vector = query.vector else { return .words }
    let model = entries.lazy.compactMap(\.vector).first { $0.isComparable(with: vector) }?.model
    return model.map { .wordsAndMeaning(model: $0) } ?? .words
  }

  /// How well the words fit each product, 0 to 1: what share of the query it has, rare words counting more.
  private func wordScores(_ words: [String], _ positions: [Int]) -> [Double] {
    var scores = [Double](repeating: 0, count: positions.count)
    var totalWeight = 0.0
    for word in words {
      let needle = Needle(word)
      let fits = positions.map { needle.fit(entries[$0].text) }
      let frequency = fits.reduce(0) { $1 > 0 ? $0 + 1 : $0 }
      let weight = needle.importance * Self.rarity(frequency, of: positions.count)
      totalWeight += weight
      for place in fits.indices where fits[place] > 0 { scores[place] += weight * fits[place] }
    }
    guard totalWeight > 0 else { return scores }
    return scores.map { $0 / totalWeight }
  }

  /// 1 for a word of one product, less the more have it; a word that none has counts half, since it tells
  /// nothing apart.
  private static func rarity(_ frequency: Int, of count: Int) -> Double {
    guard frequency > 0 else { return 0.5 }
    return log(1 + Double(count) / Double(frequency)) / log(1 + Double(count))
  }
}

/// A query's word, ready to be found among many texts.
private struct Needle {
  /// " word": any word that begins with it.
  private let start: [UInt8]
  /// " word ".
  private let whole: [UInt8]
  private let isNumber: Bool
  /// Numbers and units seldom say what is meant: "2" of "quero 2 cafés" is no size.
  let importance: Double

  init(_ word: String) {
    self.start = Array((" " + word).utf8)
    self.whole = start + [UInt8(ascii: " ")]
    self.isNumber = word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    self.importance = isNumber ? 0.3 : word.utf8.count == 1 ? 0.2 : 1
  }

  /// How well a product's words fit. The name counts most, its first word above all: "Café Torrado" is a
  /// coffee, "Filtro para Café" is not.
  func fit(_ text: CatalogueIndex.Text) -> Double {
    if let place = Self.find(whole, text.name) { return place == 0 ? 1 : 0.92 }
    if Self.find(whole, text.category) != nil { return 0.75 }
    let mayBePrefix = !isNumber && start.count > 3
    if mayBePrefix, let place = Self.find(start, text.name) { return place == 0 ? 0.7 : 0.62 }
    if Self.find(whole, text.description) != nil { return 0.45 }
    if mayBePrefix, Self.find(start, text.category) != nil { return 0.4 }
    return 0
  }

  /// Where the needle begins. It begins with a space, so only the places before words are compared.
  private static func find(_ needle: [UInt8], _ text: [UInt8]) -> Int? {
    let last = text.count - needle.count
    return text.withUnsafeBytes { text in
      needle.withUnsafeBytes { needle in
        guard let start = text.baseAddress, let pattern = needle.baseAddress else { return nil }
        var place = 0
        while place <= last, let space = memchr(start + place, Int32(UInt8(ascii: " ")), last - place + 1) {
          if memcmp(space, pattern, needle.count) == 0 { return UnsafeRawPointer(space) - start }
          place = UnsafeRawPointer(space) - start + 1
        }
        return nil
      }
    }
  }
}
