/// Text as search compares it: folded to plain lower-case words in the singular.
enum Words {
  /// Words that say nothing about a product, as ``singular(_:)`` leaves them.
  private static let stopWords: Set<String> = [
    "a", "ao", "as", "com", "como", "da", "das", "de", "do", "dos", "e", "em", "eu", "favor", "gostaria", "mal", "me",
    "meu", "minha", "na", "nas", "no", "nos", "o", "os", "ou", "para", "por", "pra", "preciso", "qual", "qualquer",
    "que", "queria", "quero", "sem", "tem", "temo", "teria", "um", "uma", "un", "uns", "vende", "vendem", "ver", "voce",
  ]

  /// The words of a text in order, in the singular, numbers apart from their units ("500g" is "500" and "g").
  static func stems(of text: String) -> [String] {
    var stems: [String] = []
    var word = ""
    var wordIsNumber = false
    func end() {
      if !word.isEmpty { stems.append(wordIsNumber ? word : singular(word)) }
      word = ""
    }
    for scalar in LatinFolding.fold(text).lowercased().unicodeScalars {
      let isDigit = (0x30...0x39).contains(scalar.value)
      let isLetter = scalar.value < 0x80 ? (0x61...0x7A).contains(scalar.value) : scalar.properties.isAlphabetic
      if !isDigit && !isLetter {
        end()
        continue
      }
      if isDigit != wordIsNumber { end() }
      wordIsNumber = isDigit
      word.unicodeScalars.append(scalar)
    }
    end()
    return stems
  }

  /// The words of a query that say what is looked for; all of them when none does.
  static func query(_ text: String) -> [String] {
    let stems = stems(of: text)
    let telling = stems.filter { !stopWords.contains($0) }
    return telling.isEmpty ? stems : telling
  }

  /// The words of a text with a space before and after each, for finding whole words in it.
  static func key(_ text: String?) -> String {
    let stems = text.map { Self.stems(of: $0) } ?? []
    return stems.isEmpty ? "" : " " + stems.joined(separator: " ") + " "
  }

  /// What lists are sorted by: folded and in lower case, so that "Água" is not behind "Zinco".
  static func sortKey(_ text: String) -> String { LatinFolding.fold(text).lowercased() }

  /// Portuguese plurals, roughly: pães → pao, limões → limao, cereais → cereal, pastéis → pastel,
  /// amendoins → amendoim, açúcares → acucar, cafés → cafe. Both sides of a comparison go through this, so
  /// that a word it gets wrong still finds itself.
  private static func singular(_ word: String) -> String {
    guard word.utf8.count > 3, word.hasSuffix("s"), !word.hasSuffix("ss") else { return word }
    for (plural, singular) in [
      ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"), ("res", "r"),
      ("zes", "z"),
    ] where word.hasSuffix(plural) {
      return word.dropLast(plural.utf8.count) + singular
    }
    return String(word.dropLast())
  }
}
