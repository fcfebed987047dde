/// Numbers as buyers write them: "2", "2x", "duas", "vinte e cinco", "meia dúzia".
enum NumberWords {
  private static let words: [String: Int64] = [
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "catorze": 14, "quatorze": 14, "quinze": 15,
    "dezesseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40,
    "cinquenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100,
    "duzentos": 200, "trezentos": 300, "quinhentos": 500, "mil": 1000,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20,
  ]
  private static let groups: [String: Int64] = [
    "duzia": 12, "duzias": 12, "dozen": 12, "par": 2, "pares": 2, "pair": 2, "pairs": 2,
  ]

  /// Words that a number has at most, as in "duzentos e vinte e cinco dúzias".
  static let maximumLength = 8

  /// The number that begins at the first word, and how many words it takes.
  static func read(_ words: ArraySlice<String>) -> (value: Int64, length: Int)? {
    let first = words.startIndex
    guard first < words.endIndex else { return nil }
    if words[first] == "meia", first + 1 < words.endIndex, words[first + 1] == "duzia" { return (6, 2) }
    if words[first] == "half", words.count > 2, words[first + 1] == "a", words[first + 2] == "dozen" { return (6, 3) }
    guard var (value, length) = simple(words) else { return nil }
    if first + length < words.endIndex, let group = groups[words[first + length]] {
      let (product, overflow) = value.multipliedReportingOverflow(by: group)
      guard !overflow else { return nil }
      value = product
      length += 1
    }
    return (value, length)
  }

  private static func simple(_ words: ArraySlice<String>) -> (value: Int64, length: Int)? {
    let first = words.startIndex
    if let digits = digits(words[first]) { return (digits, 1) }
    guard var value = Self.words[words[first]] else { return nil }
    var length = 1
    // "vinte e cinco", "cento e vinte e cinco": each part is smaller than the place before it.
    var place = value >= 100 ? Int64(100) : 10
    while value >= 20, first + length + 1 < words.endIndex, words[first + length] == "e",
      let part = Self.words[words[first + length + 1]], part < place
    {
      value += part
      length += 2
      place = part >= 20 ? 10 : 1
    }
    return (value, length)
  }

  /// "2", "2x" or "x2"; not "500g" and not "1,5".
  private static func digits(_ word: String) -> Int64? {
    var text = word[...]
    if text.hasSuffix("x") { text = text.dropLast() } else if text.hasPrefix("x") { text = text.dropFirst() }
    guard !text.isEmpty, text.utf8.count <= 7, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(text)
  }
}
