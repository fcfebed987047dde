import Foundation

/// Words without accents and case, cut down to their stems.
enum Words {
  /// Lower case, without accents: "Café" and "cafe" are one word to a buyer.
  static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 128 }) { return text.lowercased() }
    let plain = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
      $0.properties.generalCategory != .nonspacingMark
    }
    return String(String.UnicodeScalarView(plain)).lowercased()
  }

  /// Folded words in order: runs of letters and digits.
  static func split(_ text: String) -> [String] {
    fold(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }

  /// Words that carry no meaning of their own, in Portuguese, English and Hungarian.
  static let stop: Set<String> = Set(
    """
    a o as os um uma uns umas de do da dos das em no na nos nas ao aos e ou com sem por para pra pro que se me eu \
    voce voces tem ter the of an and or with for to in on is are i you some any az egy es vagy van hogy
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// The stems of a text's words that mean something, each mapped to the one word for its meaning.
  static func stems(_ text: String) -> [String] {
    split(text).filter { !stop.contains($0) }.map { Synonyms.canonical(stem($0)) }
  }

  /// A light stemmer for Portuguese: plurals, diminutives and the final vowel.
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 3, word.allSatisfy(\.isLetter) else { return word }
    return dropVowel(diminutive(singular(word)))
  }

  private static let plurals = [
    ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("res", "r"),
    ("zes", "z"), ("ses", "s"), ("ns", "m"), ("s", ""),
  ]

  private static func singular(_ word: String) -> String {
    guard word.hasSuffix("s"), !["lapis", "onibus", "mais", "menos", "tres", "gas", "pires"].contains(word) else {
      return word
    }
    for (ending, replacement) in plurals where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count {
      // "-res" and "-ses" only after a vowel ("flores"); otherwise it is a plain plural ("litros", "doces").
      if ["res", "ses", "zes"].contains(ending), !endsInVowel(word.dropLast(ending.count)) { continue }
      return word.dropLast(ending.count) + replacement
    }
    return word
  }

  private static let diminutives = ["zinho", "zinha", "inho", "inha"]
  /// Words that only look like diminutives.
  private static let noDiminutive: Set = [
    "farinha", "vinho", "galinha", "cozinha", "sardinha", "linha", "rainha", "caminho", "carinho", "tainha",
    "pinho", "ninho", "marinho", "marinha", "gominha", "bainha", "salsinha", "campainha", "sobrinho", "vizinho",
  ]

  private static func diminutive(_ word: String) -> String {
    guard !noDiminutive.contains(word) else { return word }
    for ending in diminutives where word.hasSuffix(ending) && word.utf8.count >= ending.utf8.count + 3 {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  private static func dropVowel(_ word: String) -> String {
    guard word.utf8.count > 3, let last = word.last, "aeo".contains(last) else { return word }
    return String(word.dropLast())
  }

  private static func endsInVowel(_ word: some StringProtocol) -> Bool {
    word.last.map { "aeiou".contains($0) } ?? false
  }
}
