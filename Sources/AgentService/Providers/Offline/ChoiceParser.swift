/// Understands answers to an offer: "o primeiro", "2 do 1", "opção 3", "sim".
enum ChoiceParser {
  private static let ordinals: [String: Int] = [
    "primeiro": 1, "primeira": 1, "segundo": 2, "segunda": 2, "terceiro": 3, "terceira": 3, "quarto": 4, "quarta": 4,
    "quinto": 5, "quinta": 5, "first": 1, "second": 2, "third": 3,
  ]
  private static let yes = [
    "sim", "isso", "isso mesmo", "pode ser", "pode", "confirmo", "confirma", "pode confirmar", "ok", "okay", "claro",
    "fechado", "fechar", "quero", "quero sim", "sim quero", "esse", "essa", "esse mesmo", "essa mesmo", "com certeza",
    "yes", "yes please", "sim por favor", "pode fechar", "manda", "beleza", "igen", "quero esse", "quero essa",
    "vou querer", "pode mandar", "sure",
  ]
  private static let fillers: Set = [
    "o", "a", "quero", "vou", "querer", "levar", "numero", "opcao", "por", "favor", "do", "da", "de", "me", "ve",
    "manda", "pode", "ser", "sim", "e", "esse", "option", "number", "the", "of", "one", "n",
  ]

  static func choice(_ utterance: Utterance) -> Intent.Kind? {
    let words = utterance.folded.filter { !Utterance.marks.contains($0) }
    guard !words.isEmpty, words.count <= 8 else { return nil }
    if yes.contains(words.joined(separator: " ")) { return .choose(nil, quantity: nil) }
    // Only numbers, ordinals and fillers: otherwise a product is named.
    var numbers: [Int64] = []
    var ordinal: Int?
    for word in words {
      if let place = ordinals[word] {
        ordinal = place
      } else if fillers.contains(word) {
        continue
      } else if let number = NumberWords.read([word]) {
        numbers.append(number.value)
      } else {
        return nil
      }
    }
    if let ordinal { return .choose(ordinal, quantity: numbers.first) }
    let named = words.contains("numero") || words.contains("opcao") || words.contains("option")
    switch numbers.count {
    case 2 where words.contains("do") || words.contains("da") || words.contains("of") || named:
      return Int(exactly: numbers[1]).map { .choose($0, quantity: numbers[0]) }
    case 1 where named || words.count == 1 || words.first == "o" || words.first == "a":
      return Int(exactly: numbers[0]).map { .choose($0, quantity: nil) }
    default: return nil
    }
  }
}
