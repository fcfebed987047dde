/// Reads the lines of an order: "2 pacotes de café e 1 leite".
enum ItemParser {
  /// Words before a product that say how it is packed, not what it is.
  private static let packings: Set = [
    "unidade", "unidades", "un", "und", "pacote", "pacotes", "pct", "caixa", "caixas", "cx", "garrafa", "garrafas",
    "lata", "latas", "latinha", "latinhas", "saco", "sacos", "pote", "potes", "barra", "barras", "quilo", "quilos",
    "kg", "kilo", "kilos", "litro", "litros", "fardo", "fardos", "peca", "pecas", "copo", "copos", "vidro", "vidros",
    "bandeja", "bandejas", "pack", "packs", "box", "boxes", "bottle", "bottles", "can", "cans", "bag", "bags",
  ]
  private static let articles: Set = ["o", "a", "os", "as", "um", "uma", "uns", "umas", "the", "some", "any", "an"]
  private static let prepositions: Set = ["de", "do", "da", "dos", "das", "of"]
  /// Words at either end that carry nothing.
  private static let politeness: Set = [
    "por", "favor", "pfv", "pf", "please", "ai", "aqui", "hoje", "agora", "voces", "voce", "tambem", "so", "apenas",
    "entao", "me", "mim", "pra", "para", "eu", "loja", "na", "em", "que", "e", "mais", "tem", "temos", "estoque",
    "oi", "ola", "bom", "dia", "boa", "tarde", "noite", "obrigado", "obrigada", "ser", "pode", "algum", "alguma",
    "alguns", "algumas", "qual", "quais", "quanto", "fale", "fala", "conta", "mostra", "produto", "produtos", "item",
    "itens", "coisa", "coisas", "algo", "tipo", "tipos", "opcao", "opcoes", "disponivel", "disponiveis", "it", "for",
    "to", "is", "are", "custa", "custam", "sobre",
  ]
  private static let pronouns: Set = [
    "esse", "essa", "esses", "essas", "este", "esta", "estes", "estas", "isso", "isto", "desse", "dessa", "desses",
    "dessas", "deste", "desta", "disso", "dele", "dela", "deles", "delas", "ele", "ela", "them", "this", "that",
    "those", "these", "mesmo", "mesma", "unidades", "unidade",
  ]

  static func items(_ utterance: Utterance) -> [Intent.Item] {
    segments(utterance).compactMap(item)
  }

  static func beginsWithQuantity(_ utterance: Utterance) -> Bool {
    let words = utterance.folded.filter { !Utterance.marks.contains($0) }
    guard let (value, length) = NumberWords.read(words[...]) else { return false }
    return value > 0 && length < words.count
  }

  /// What a question is about, without articles and politeness.
  static func subject(_ utterance: Utterance) -> String {
    phrase(utterance.words.filter { !$0.isMark }[...])
  }

  /// Parts that are lines of their own: after a comma or plus, and after "e" where a number or article
  /// follows ("café torrado e moído" is one product).
  private static func segments(_ utterance: Utterance) -> [ArraySlice<Utterance.Word>] {
    let words = utterance.words
    var segments: [ArraySlice<Utterance.Word>] = []
    var start = 0
    var place = 0
    while place < words.count {
      let word = words[place].folded
      let joins =
        ["e", "mais", "and", "&"].contains(word) && startsLine(words[(place + 1)...]) && !isInNumber(words, place)
      if words[place].isMark || joins {
        segments.append(words[start..<place])
        start = place + 1
      }
      place += 1
    }
    segments.append(words[start...])
    return segments.filter { !$0.isEmpty }
  }

  private static func startsLine(_ words: ArraySlice<Utterance.Word>) -> Bool {
    let folded = words.prefix(NumberWords.maximumLength).map(\.folded)
    guard let first = folded.first else { return false }
    return NumberWords.read(folded[...]) != nil || articles.contains(first)
      || (["tambem", "mais"].contains(first) && folded.count > 1)
  }

  /// The "e" of "vinte e cinco".
  private static func isInNumber(_ words: [Utterance.Word], _ place: Int) -> Bool {
    guard place > 0 else { return false }
    let folded = words[(place - 1)...].prefix(NumberWords.maximumLength).map(\.folded)
    guard let number = NumberWords.read(folded[...]) else { return false }
    return number.length > 1
  }

  private static func item(_ words: ArraySlice<Utterance.Word>) -> Intent.Item? {
    var rest = words
    while let first = rest.first?.folded, politeness.contains(first) { rest.removeFirst() }
    var quantity: Int64 = 1
    var counted = false
    if let number = NumberWords.read(rest.prefix(NumberWords.maximumLength).map(\.folded)[...]), number.value > 0 {
      quantity = number.value
      counted = true
      rest.removeFirst(number.length)
    }
    let phrase = phrase(rest)
    let isPronoun = rest.contains { pronouns.contains($0.folded) }
    guard !phrase.isEmpty || counted || isPronoun else { return nil }
    return Intent.Item(quantity: quantity, phrase: phrase)
  }

  /// The words that name a product.
  private static func phrase(_ words: ArraySlice<Utterance.Word>) -> String {
    var rest = words
    func isEmptyWord(_ word: String) -> Bool {
      politeness.contains(word) || articles.contains(word) || prepositions.contains(word) || pronouns.contains(word)
    }
    while let first = rest.first?.folded {
      if isEmptyWord(first) {
        rest.removeFirst()
      } else if packings.contains(first), rest.count > 1 || pronouns.contains(first) {
        rest.removeFirst()
      } else {
        break
      }
    }
    while let last = rest.last?.folded, isEmptyWord(last) { rest.removeLast() }
    if rest.count == 1, let only = rest.first?.folded, packings.contains(only) { return "" }
    return rest.map(\.text).joined(separator: " ")
  }
}
