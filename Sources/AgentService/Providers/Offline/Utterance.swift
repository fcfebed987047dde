/// A buyer's words in order, as written and folded, with the punctuation between them.
struct Utterance: Equatable {
  struct Word: Equatable {
    var text: String
    var folded: String
    var isMark: Bool { folded.count == 1 && Utterance.marks.contains(folded) }
  }

  /// Words beyond these are not read: nobody says as much to a shop, and each costs a look at every rule.
  static let maximumWords = 400

  static let marks: Set = [",", ".", ";", "!", "?", ":", "+"]

  var words: [Word]

  init(words: some Sequence<Word>) { self.words = Array(words) }

  init(_ text: String) {
    words = []
    let chunks = text.split(maxSplits: Self.maximumWords, whereSeparator: \.isWhitespace)
    for chunk in chunks.prefix(Self.maximumWords) where words.count < Self.maximumWords { add(chunk) }
    words.removeLast(max(0, words.count - Self.maximumWords))
  }

  /// Splits marks off both ends; those inside stay ("1.234,56", "coca-cola", "R$20").
  private mutating func add(_ chunk: Substring) {
    var chunk = chunk
    var after: [Word] = []
    while let first = chunk.first, "¿¡\"'“”«»(*".contains(first) { chunk.removeFirst() }
    while let last = chunk.last, ".,;!?:\"'“”«»)*…".contains(last) {
      if Self.marks.contains(String(last)) { after.append(Word(text: String(last), folded: String(last))) }
      chunk.removeLast()
    }
    if chunk.lowercased().hasPrefix("r$"), chunk.count > 2 {
      words.append(Word(text: "R$", folded: "r$"))
      chunk = chunk.dropFirst(2)
    }
    if !chunk.isEmpty { words.append(Word(text: String(chunk), folded: Words.fold(String(chunk)))) }
    words += after.reversed()
  }

  var folded: [String] { words.map(\.folded) }
  /// The words as written, without marks.
  var phrase: String { words.filter { !$0.isMark }.map(\.text).joined(separator: " ") }
  var isEmpty: Bool { words.allSatisfy(\.isMark) }

  /// The first place of a run of words; `*` at a word's end stands for any ending.
  func firstRange(of pattern: String) -> Range<Int>? {
    let parts = pattern.split(separator: " ")
    guard !parts.isEmpty, words.count >= parts.count else { return nil }
    for start in 0...(words.count - parts.count) {
      let matches = zip(words[start...], parts).allSatisfy { word, part in
        part.hasSuffix("*") ? word.folded.hasPrefix(part.dropLast()) : word.folded == part
      }
      if matches { return start..<start + parts.count }
    }
    return nil
  }

  /// The place of the first pattern that is there, by the patterns' order.
  func firstRange(ofAny patterns: [String]) -> Range<Int>? { patterns.lazy.compactMap(firstRange(of:)).first }

  func contains(_ pattern: String) -> Bool { firstRange(of: pattern) != nil }

  func containsAny(_ patterns: [String]) -> Bool { patterns.contains(where: contains) }

  /// Takes out the first of the patterns that is there, and leaves a mark in its place.
  mutating func remove(firstOf patterns: [String]) -> Bool {
    for pattern in patterns {
      if let range = firstRange(of: pattern) {
        words.replaceSubrange(range, with: [Word(text: ",", folded: ",")])
        return true
      }
    }
    return false
  }

  /// The parts between sentence marks.
  var sentences: [Utterance] {
    words.split { [".", ";", "!", "?"].contains($0.folded) }.map { Utterance(words: $0) }
  }
}
