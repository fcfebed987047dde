import Foundation

extension CatalogueIndex {
  /// How much words count beside meaning.
  private static let wordShare = 0.6
  /// Meaning alone makes a match from here on; unrelated texts stay below with both embedders.
  private static let minimumCosine = 0.45

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
      guard words > 0 || (cosine ?? 0) >= Self.minimumCosine else { continue }
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
      let needle = SearchNeedle(word)
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
