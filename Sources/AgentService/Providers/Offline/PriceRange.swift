/// A price range in cents, open at the ends that are nil.
struct PriceRange: Equatable {
  var minimum: Int64?
  var maximum: Int64?

  var isOpen: Bool { minimum == nil && maximum == nil }

  func contains(_ cents: Int64) -> Bool {
    cents >= minimum ?? .min && cents <= maximum ?? .max
  }

  /// Takes "até R$ 20", "entre 10 e 30 reais", "a partir de 15" and the like out of an utterance.
  static func take(from utterance: inout Utterance) -> PriceRange {
    for start in utterance.words.indices {
      guard let (range, length) = read(utterance.words[start...].prefix(maximumLength).map(\.folded)) else { continue }
      utterance.words.replaceSubrange(start..<start + length, with: [])
      return range
    }
    return PriceRange()
  }

  /// Words that a range has at most: two joints and two amounts, each with its currency before and after.
  private static let maximumLength = 4 + 2 * (NumberWords.maximumLength + 2)

  private enum Bound { case minimum, maximum }

  /// Beginnings of a one-sided range; `true`: only with a currency, because counts are said this way too.
  private static let openings: [(words: [String], bound: Bound, needsCurrency: Bool)] = [
    (["no", "maximo"], .maximum, false), (["de", "ate"], .maximum, false), (["por", "ate"], .maximum, false),
    (["ate"], .maximum, false), (["menos", "de"], .maximum, false), (["abaixo", "de"], .maximum, false),
    (["por", "menos", "de"], .maximum, false), (["under"], .maximum, false), (["below"], .maximum, false),
    (["up", "to"], .maximum, false), (["less", "than"], .maximum, false), (["por"], .maximum, true),
    (["com"], .maximum, true), (["a", "partir", "de"], .minimum, false), (["acima", "de"], .minimum, false),
    (["no", "minimo"], .minimum, true), (["mais", "de"], .minimum, true), (["over"], .minimum, false),
    (["above"], .minimum, false), (["more", "than"], .minimum, true),
  ]

  private static func read(_ words: [String]) -> (PriceRange, Int)? {
    if let between = between(words) { return between }
    for opening in openings where words.starts(with: opening.words) {
      guard let amount = amount(words.dropFirst(opening.words.count)), amount.hasCurrency || !opening.needsCurrency
      else { continue }
      let range =
        opening.bound == .minimum ? PriceRange(minimum: amount.cents) : PriceRange(maximum: amount.cents)
      return (range, opening.words.count + amount.length)
    }
    return nil
  }

  private static func between(_ words: [String]) -> (PriceRange, Int)? {
    let joints: [(String, Set<String>, Bool)] = [
      ("entre", ["e", "a"], false), ("between", ["and"], false), ("de", ["a", "ate"], true),
    ]
    for (opening, joint, needsCurrency) in joints where words.first == opening {
      guard let first = amount(words.dropFirst()), words.count > 1 + first.length,
        joint.contains(words[1 + first.length]), let second = amount(words.dropFirst(2 + first.length)),
        first.hasCurrency || second.hasCurrency || !needsCurrency
      else { continue }
      let range = PriceRange(minimum: min(first.cents, second.cents), maximum: max(first.cents, second.cents))
      return (range, 2 + first.length + second.length)
    }
    return nil
  }

  private static func amount(_ words: ArraySlice<String>) -> (cents: Int64, length: Int, hasCurrency: Bool)? {
    var rest = words
    var hasCurrency = false
    if rest.first == "r$" {
      hasCurrency = true
      rest = rest.dropFirst()
    }
    guard let word = rest.first else { return nil }
    let cents: Int64
    if let written = self.cents(word) {
      cents = written
      rest = rest.dropFirst()
    } else if let number = NumberWords.read(rest), number.value < 1_000_000_000 {
      cents = number.value * 100
      rest = rest.dropFirst(number.length)
    } else {
      return nil
    }
    if let unit = rest.first, ["reais", "real", "conto", "contos", "pila", "pilas", "brl"].contains(unit) {
      hasCurrency = true
      rest = rest.dropFirst()
    }
    return (cents, words.count - rest.count, hasCurrency)
  }

  /// "20", "20,50", "1.234,56", "20.50".
  static func cents(_ word: String) -> Int64? {
    guard word.utf8.first.map({ (48...57).contains($0) }) == true, word.utf8.count <= 15,
      word.allSatisfy({ $0.isNumber && $0.isASCII || $0 == "." || $0 == "," })
    else { return nil }
    let decimal = word.lastIndex { $0 == "," || $0 == "." }
    let digitsAfter = decimal.map { word.distance(from: $0, to: word.endIndex) - 1 } ?? 0
    // Three digits after a mark are thousands: "1.500".
    guard let decimal, digitsAfter <= 2 else { return Int64(word.filter(\.isNumber)).map { $0 * 100 } }
    guard let whole = Int64(word[..<decimal].filter(\.isNumber)) else { return nil }
    let fraction = word[word.index(after: decimal)...].padding(2)
    return Int64(fraction).map { whole * 100 + $0 }
  }
}

extension Substring {
  fileprivate func padding(_ length: Int) -> String {
    self + String(repeating: "0", count: Swift.max(0, length - count))
  }
}
