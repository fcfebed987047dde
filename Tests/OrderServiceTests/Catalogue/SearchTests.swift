import Testing

@testable import OrderService

@Suite("Search by words")
struct SearchTests {
  @Test(
    "words are folded, in the singular, and numbers apart from units",
    arguments: [
      ("Pães de Queijo", ["pao", "de", "queijo"]), ("AÇÚCARES", ["acucar"]), ("limões", ["limao"]),
      ("Pasteis e cereais", ["pastel", "e", "cereal"]), ("Café 500g", ["cafe", "500", "g"]),
      ("amendoins", ["amendoim"]), ("água-de-coco", ["agua", "de", "coco"]), ("", []),
    ] as [(String, [String])])
  func stems(text: String, stems: [String]) {
    #expect(Words.stems(of: text) == stems)
  }

  @Test("letters with decomposed accents are the same letters")
  func decomposed() {
    #expect(Words.stems(of: "Cafe\u{301}") == Words.stems(of: "Café"))
  }

  @Test("a query keeps what tells products apart")
  func query() {
    #expect(Words.query("eu quero 2 cafés, por favor") == ["2", "cafe"])
    #expect(Words.query("o que vocês têm de bebidas?") == ["bebida"])
    #expect(Words.query("quero") == ["quero"])
  }

  @Test("ten different words are looked for, and no more")
  func words() {
    let question = (0..<40).map { "palavra\(UnicodeScalar(UInt8(97 + $0 % 20)))" }.joined(separator: " ")
    #expect(SearchQuery(question).words.count == SearchQuery.maximumWords)
    #expect(SearchQuery("cafés café CAFE").words == ["cafe"])
  }

  private static let shelf: [(String, String, String)] = [
    ("Café Torrado e Moído 500g", "Cafés e Chás", "Café de torra média."),
    ("Filtro de Papel para Café", "Cafés e Chás", "Trinta filtros."),
    ("Pão de Queijo 100g", "Padaria", "Assado na hora."),
    ("Queijo Minas Frescal 500g", "Laticínios", "Queijo branco."),
    ("Pão Francês", "Padaria", "Bom com café."),
    ("Detergente Neutro 500ml", "Limpeza", "Para louças."),
  ]

  private static let index: CatalogueIndex = {
    var index = CatalogueIndex()
    index.apply(
      CatalogueChange(
        version: 1,
        products: shelf.map { name, category, description in
          .init(
            id: name, content: ProductContent(name: name, category: category, description: description), isActive: true)
        }, vectors: []))
    return index
  }()

  @Test(
    "the best match comes first",
    arguments: [
      ("café", "Café Torrado e Moído 500g"), ("CAFES", "Café Torrado e Moído 500g"),
      ("filtro de cafe", "Filtro de Papel para Café"), ("pães de queijo", "Pão de Queijo 100g"),
      ("queijo", "Queijo Minas Frescal 500g"), ("quero 2 pão francês", "Pão Francês"),
      ("louça", "Detergente Neutro 500ml"),
      ("deterg", "Detergente Neutro 500ml"), ("padaria", "Pão Francês"),
    ])
  func first(query: String, name: String) {
    let matches = Self.index.rank(SearchQuery(query), activeOnly: true)
    if query == "padaria" {
      #expect(Set(matches.map(\.productID)) == ["Pão Francês", "Pão de Queijo 100g"])
    } else {
      #expect(matches.first?.productID == name, "\(matches)")
    }
    #expect(matches.allSatisfy { $0.score > 0 && $0.score <= 1 })
  }

  @Test("what has none of the words does not match")
  func none() {
    #expect(Self.index.rank(SearchQuery("bicicleta"), activeOnly: true).isEmpty)
  }

  @Test("vectors survive their bytes, and are compared by their angle")
  func vectors() throws {
    let values: [Float] = (0..<1024).map { Float($0 % 7) - 3 }
    let vector = try #require(EmbeddingVector(values, model: "m"))
    let copy = try #require(EmbeddingVector(bytes: vector.bytes, model: "m"))
    #expect(abs(try #require(vector.cosine(copy)) - 1) < 0.0001)
    let opposite = try #require(EmbeddingVector(values.map { -3 * $0 }, model: nil))
    #expect(abs(try #require(vector.cosine(opposite)) + 1) < 0.0001)
    #expect(vector.cosine(try #require(EmbeddingVector(values, model: "other"))) == nil)
    #expect(vector.cosine(try #require(EmbeddingVector([1, 2, 3], model: "m"))) == nil)
    #expect(EmbeddingVector([0, 0], model: nil) == nil)
    #expect(EmbeddingVector([.nan, 1], model: nil) == nil)
    #expect(EmbeddingVector([.infinity, 1], model: nil) == nil)
    #expect(EmbeddingVector([], model: nil) == nil)
  }
}
