import Runtime

/// Understands one message of a buyer by rules. Order matters: what is said most plainly wins.
enum IntentParser {
  static func parse(_ text: String) -> Intent {
    var utterance = Utterance(text)
    let orderID = utterance.words.map(\.text).first(where: isUUID)
    if utterance.containsAny(shipping), orderID != nil || utterance.containsAny(["confirm*", "marc*", "mark"]) {
      return Intent(kind: .ship(orderID: orderID))
    }
    let checkout = Checkout.take(from: &utterance)
    let pick = takePick(&utterance)
    let range = PriceRange.take(from: &utterance)
    var intent = Intent(kind: .unknown, range: range, pick: pick, checkout: checkout)
    intent.kind = kind(utterance, intent)
    return intent
  }

  private static let shipping = ["envio", "enviad*", "despach*", "shipping", "shipped", "postad*"]
  private static let humans = ["atendente*", "humano", "pessoa de verdade", "falar com alguem", "human"]
  private static let cancelling = ["cancel*", "desist*", "nao quero mais"]
  private static let prices = [
    "quanto custa*", "quanto e", "quanto sai*", "quanto fica*", "quanto ta", "quanto esta", "quanto estao", "quanto ?",
    "qual o preco", "qual e o preco", "qual o valor", "qual e o valor", "qual preco", "preco d*", "valor d*", "preco*",
    "how much is", "how much are", "how much does", "how much", "price of", "price*", "mennyibe kerul", "mennyi",
  ]
  private static let details = [
    "mais detalhes sobre", "mais detalhes d*", "detalhes sobre", "detalhes d*", "mais detalhes", "mais sobre",
    "fale sobre", "fala sobre", "fale mais", "informacoes sobre", "informacoes d*", "descricao d*", "tell me about",
    "informacoes", "details of", "more about",
  ]
  private static let lists = [
    "o que voces tem de", "o que voces tem", "o que voce tem de", "o que voce tem", "o que tem de", "o que tem",
    "o que ha de", "o que vende*", "que voces tem de", "que voces tem", "quais sao os", "quais sao as", "quais",
    "que tipo* de", "que marcas de", "voces tem", "voce tem", "voces vendem", "voce vende", "vende*", "mostr*", "ver",
    "lista*", "opcoes de", "opcao de", "opcoes", "catalogo", "cardapio", "procur*", "busco", "buscar", "tem", "tens",
    "ha", "what do you have", "do you have any", "do you have", "do you sell", "show me", "looking for",
  ]
  private static let orders = [
    "eu quero comprar", "eu quero pedir", "quero comprar", "quero pedir", "quero encomendar", "quero levar",
    "vou querer", "vou levar", "vou pedir", "eu quero", "quero", "eu queria", "queria", "gostaria de comprar",
    "gostaria de pedir", "gostaria de", "gostaria", "me ve", "me veja", "me da", "me de", "me manda", "me mande",
    "me vende", "me traz", "me separa", "me passa", "ve ai", "pode mandar", "pode separar", "pode me ver",
    "manda ai", "manda", "mande", "separa", "preciso de", "preciso", "comprar", "pedir", "encomendar",
    "faz um pedido de", "faca um pedido de", "fazer um pedido de", "um pedido de", "pedido de", "adiciona*",
    "coloca", "bota", "traz", "fico com", "i want to buy", "i want to order", "i want", "i would like to order",
    "i would like", "i'd like to order", "i'd like", "i need", "give me", "can i get", "can i have", "send me",
    "order", "buy", "kerek", "szeretnek",
  ]
  private static let greetings = [
    "oi", "ola", "bom dia", "boa tarde", "boa noite", "e ai", "hello", "hi", "szia", "jo napot", "tudo bem",
  ]
  private static let thanks = ["obrigad*", "valeu", "agradec*", "thanks", "thank you", "koszonom"]

  private static func kind(_ utterance: Utterance, _ intent: Intent) -> Intent.Kind {
    if utterance.containsAny(humans) { return .human }
    if utterance.containsAny(cancelling) { return .cancel }
    if let choice = ChoiceParser.choice(utterance) { return choice }
    let kinds = utterance.sentences.map { sentence($0, intent) }
    // "Vocês têm café? Quero 2.": the order wins, and takes its product from the question.
    let subject = kinds.compactMap(\.subject).first { !$0.isEmpty }
    for kind in kinds {
      if case .order(var items) = kind {
        if items.count == 1, items[0].phrase.isEmpty, let subject { items[0].phrase = subject }
        return .order(items)
      }
    }
    return kinds.first { $0.isAsking } ?? kinds.first { $0 != .unknown } ?? .unknown
  }

  private static func sentence(_ sentence: Utterance, _ intent: Intent) -> Intent.Kind {
    var rest = sentence
    if rest.isEmpty { return intent.range.isOpen && intent.pick == .best ? .unknown : .list("") }
    if asksToSee(rest) {
      // "Quero ver …", "queria saber o preço de …": the verb of wanting is only politeness.
      _ = rest.remove(firstOf: orders)
      _ = rest.remove(firstOf: ["saber", "ver", "conhecer", "olhar"])
      if rest.remove(firstOf: prices) { return .price(ItemParser.subject(rest)) }
      _ = rest.remove(firstOf: lists)
      return .list(ItemParser.subject(rest))
    }
    if rest.remove(firstOf: prices) { return .price(ItemParser.subject(rest)) }
    if rest.remove(firstOf: details) { return .details(ItemParser.subject(rest)) }
    if let range = rest.firstRange(ofAny: orders) {
      let after = Utterance(words: rest.words[range.upperBound...])
      if !after.containsAny(["o que voces tem", "o que tem"]) { return .order(ItemParser.items(after)) }
    }
    if rest.remove(firstOf: lists) { return .list(ItemParser.subject(rest)) }
    if ItemParser.beginsWithQuantity(rest) { return .order(ItemParser.items(rest)) }
    if rest.containsAny(thanks) { return .thanks }
    if let greeting = rest.firstRange(ofAny: greetings) {
      let after = Utterance(words: rest.words[greeting.upperBound...])
      if after.isEmpty || greeting.lowerBound > 0 || after.words.count > 6 { return .greeting }
      let asked = self.sentence(Utterance(words: after.words.drop { $0.isMark }), intent)
      return asked.isAsking ? asked : .greeting
    }
    let subject = ItemParser.subject(rest)
    if !intent.range.isOpen || intent.pick != .best { return .list(subject) }
    let words = Words.split(subject)
    return (1...4).contains(words.count) ? .guess(subject) : .unknown
  }

  private static func asksToSee(_ sentence: Utterance) -> Bool {
    guard let wanting = sentence.firstRange(ofAny: orders),
      wanting.upperBound < sentence.words.count
    else { return false }
    let next = sentence.words[wanting.upperBound].folded
    return ["saber", "ver", "conhecer", "olhar"].contains(next)
  }

  private static func takePick(_ utterance: inout Utterance) -> Intent.Pick {
    let cheap = [
      "mais barat*", "mais em conta", "mais baixo preco", "menor preco", "menor valor", "the cheapest", "cheapest",
    ]
    let dear = ["mais caro", "mais cara", "mais caros", "mais caras", "maior preco", "most expensive"]
    if let range = utterance.firstRange(ofAny: cheap) {
      utterance.words.removeSubrange(range)
      return .cheapest
    }
    if let range = utterance.firstRange(ofAny: dear) {
      utterance.words.removeSubrange(range)
      return .dearest
    }
    return .best
  }
}

extension Intent.Kind {
  /// What a question is about.
  fileprivate var subject: String? {
    switch self {
    case .list(let subject), .price(let subject), .details(let subject), .guess(let subject): subject
    default: nil
    }
  }

  fileprivate var isAsking: Bool {
    switch self {
    case .list, .price, .details, .order: true
    default: false
    }
  }
}
