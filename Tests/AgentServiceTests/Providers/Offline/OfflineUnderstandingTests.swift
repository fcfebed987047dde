import Testing

@testable import AgentService

@Suite("What the offline model understands")
struct OfflineUnderstandingTests {
  static func item(_ quantity: Int64, _ phrase: String) -> Intent.Item {
    Intent.Item(quantity: quantity, phrase: phrase)
  }

  @Test(
    "orders, with numbers as digits and words",
    arguments: [
      ("quero 2 cafés", [item(2, "cafés")]),
      ("Quero dois pacotes de café, por favor", [item(2, "café")]),
      ("me vê três cervejas", [item(3, "cervejas")]),
      ("me vê 3 latas de refri", [item(3, "refri")]),
      ("quero 2 cafés e 1 leite", [item(2, "cafés"), item(1, "leite")]),
      ("quero 2 café torrado e moído 500g", [item(2, "café torrado e moído 500g")]),
      ("queria um arroz 5kg e duas caixas de leite integral", [item(1, "arroz 5kg"), item(2, "leite integral")]),
      ("me manda meia dúzia de ovos e um pão de forma", [item(6, "ovos"), item(1, "pão de forma")]),
      ("quero duas dúzias de ovos", [item(24, "ovos")]),
      ("vinte e cinco cervejas", [item(25, "cervejas")]),
      (
        "preciso de 3 sabonetes, 2 detergentes e um shampoo",
        [item(3, "sabonetes"), item(2, "detergentes"), item(1, "shampoo")]
      ),
      ("pode me ver 2 quilos de feijão preto e 1 kg de açúcar?", [item(2, "feijão preto"), item(1, "açúcar")]),
      ("manda 2 coca 2l e 1 guaraná", [item(2, "coca 2l"), item(1, "guaraná")]),
      ("vocês têm café? quero 2", [item(2, "café")]),
      ("I want 2 coffees and 1 milk", [item(2, "coffees"), item(1, "milk")]),
      ("quero 2 desse", [item(2, "")]),
    ])
  func orders(_ sentence: String, _ items: [Intent.Item]) {
    #expect(IntentParser.parse(sentence).kind == .order(items))
  }

  @Test(
    "a message without end is read in its beginning",
    arguments: [
      String(repeating: "e ", count: 4000), String(repeating: "quero 2 cafés e 1 leite. ", count: 300),
      String(repeating: ".", count: 8000), String(repeating: "até 20 ", count: 1200),
    ])
  func long(_ text: String) {
    #expect(Utterance(text).words.count == Utterance.maximumWords)
    let reply = OfflineProvider().reply(OfflineShopTests.request([.user(text)]))
    #expect(reply.usage.promptTokens > 0)
  }

  @Test("the longest number and the longest range are read whole")
  func longest() {
    let number = IntentParser.parse("quero duzentos e vinte e cinco dúzias de ovos").kind
    #expect(number == .order([Self.item(2700, "ovos")]))
    let range = IntentParser.parse(
      "o que tem entre r$ cento e vinte e cinco reais e r$ duzentos e trinta e cinco reais de vinho?"
    ).range
    #expect(range == PriceRange(minimum: 12_500, maximum: 23_500))
  }

  @Test(
    "questions about prices and about what there is",
    arguments: [
      ("quanto custa o café?", Intent.Kind.price("café"), PriceRange(), Intent.Pick.best),
      ("qual o preço do arroz 5kg?", .price("arroz 5kg"), PriceRange(), .best),
      ("queria saber o preço do leite", .price("leite"), PriceRange(), .best),
      ("qual o café mais barato?", .list("café"), PriceRange(), .cheapest),
      ("quero o café mais barato", .order([item(1, "café")]), PriceRange(), .cheapest),
      ("o que vocês têm de bebidas?", .list("bebidas"), PriceRange(), .best),
      ("tem arroz?", .list("arroz"), PriceRange(), .best),
      ("mostra as opções de queijo", .list("queijo"), PriceRange(), .best),
      ("O que vocês têm até R$ 20?", .list(""), PriceRange(maximum: 2000), .best),
      ("produtos até 15,50 reais", .list(""), PriceRange(maximum: 1550), .best),
      ("o que tem de limpeza entre 10 e 30 reais", .list("limpeza"), PriceRange(minimum: 1000, maximum: 3000), .best),
      ("bebidas de 5 a 10 reais", .list("bebidas"), PriceRange(minimum: 500, maximum: 1000), .best),
      ("vinhos acima de R$ 1.500", .list("vinhos"), PriceRange(minimum: 150_000), .best),
      ("vinho por menos de vinte reais", .list("vinho"), PriceRange(maximum: 2000), .best),
    ])
  func questions(_ sentence: String, _ kind: Intent.Kind, _ range: PriceRange, _ pick: Intent.Pick) {
    let intent = IntentParser.parse(sentence)
    #expect(intent.kind == kind)
    #expect(intent.range == range)
    #expect(intent.pick == pick)
  }

  @Test(
    "answers to an offer, and small talk",
    arguments: [
      ("sim", Intent.Kind.choose(nil, quantity: nil)), ("o primeiro", .choose(1, quantity: nil)),
      ("2 do 1", .choose(1, quantity: 2)), ("quero 3 do número 2", .choose(2, quantity: 3)),
      ("opção 2", .choose(2, quantity: nil)), ("obrigado!", .thanks), ("olá", .greeting),
      ("quero falar com um atendente", .human), ("cancela meu pedido", .cancel),
      ("qual o sentido da vida e do universo inteiro?", .unknown),
      (
        "confirma o envio do pedido 0198a7c2-1111-7abc-8def-0123456789ab",
        .ship(orderID: "0198a7c2-1111-7abc-8def-0123456789ab")
      ),
    ])
  func rest(_ sentence: String, _ kind: Intent.Kind) {
    #expect(IntentParser.parse(sentence).kind == kind)
  }

  @Test("payment, name, telephone and address are not taken for products")
  func terms() {
    let first = IntentParser.parse("quero 2 cafés, entregar na Rua das Flores, 10, pagar na entrega")
    #expect(first.kind == .order([Self.item(2, "cafés")]))
    #expect(first.checkout == Checkout(payment: .cod, address: "Rua das Flores, 10"))
    let second = IntentParser.parse("quero 2 cafés no pix, meu nome é Maria Silva e meu telefone é 11 98765-4321")
    #expect(second.kind == .order([Self.item(2, "cafés")]))
    #expect(second.checkout == Checkout(payment: .pix, name: "Maria Silva", phone: "11 98765-4321"))
  }

  @Test(
    "prices are read as Brazilians write them",
    arguments: [
      ("20", Int64?(2000)), ("20,5", 2050), ("20,50", 2050), ("20.50", 2050), ("1.234,56", 123_456), ("1.500", 150_000),
      ("500g", nil), ("abc", nil), ("", nil),
    ])
  func prices(_ text: String, _ cents: Int64?) { #expect(PriceRange.cents(text) == cents) }

  @Test("the language of a text is told by its small words")
  func languages() {
    #expect(Language(of: "quero 2 cafés") == .portuguese)
    #expect(Language(of: "how much is the rice?") == .english)
    #expect(Language(of: "mennyibe kerül a kávé?") == .hungarian)
    #expect(Language(of: "café") == .portuguese)
  }
}
