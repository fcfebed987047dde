import Foundation
import Testing

@testable import OrderService

@Suite("examples/produtos.csv")
struct ExampleCatalogueTests {
  /// The rows after the header, each with six fields.
  private static let rows: [[String]] = {
    // The repository's root, from this file's place in it.
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try? String(contentsOf: root.appending(path: "examples/produtos.csv"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").dropFirst().map { fields(of: $0) }
  }()

  /// RFC 4180 without line breaks in fields.
  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  @Test("has some hundred products, each with a number of its own, a price and stock")
  func wellFormed() {
    #expect(Self.rows.count >= 200)
    #expect(Self.rows.allSatisfy { $0.count == 6 && $0.allSatisfy { !$0.isEmpty } })
    #expect(Set(Self.rows.map { $0[0] }).count == Self.rows.count)
    #expect(Set(Self.rows.map { $0[1] }).count == Self.rows.count)
    #expect(Self.rows.allSatisfy { (Int64($0[4]) ?? 0) > 0 && (Int64($0[5]) ?? 0) > 0 })
  }

  @Test(
    "what a shopper asks for comes first, by words alone",
    arguments: [
      ("café", "Café "), ("quero 2 cafés torrados", "Café Torrado"), ("pão de queijo", "Pão de Queijo"),
      ("pães de queijo", "Pão de Queijo"), ("leite sem lactose", "Leite sem Lactose"),
      ("arroz 5kg", "Arroz Branco Tipo 1 5kg"),
      ("feijão preto", "Feijão Preto"), ("acucar", "Açúcar"), ("refrigerante de guaraná", "Refrigerante de Guaraná"),
      ("sabonetes", "Sabonete"), ("papel higienico", "Papel Higiênico"), ("cervejas", "Cerveja"),
      ("macarrao", "Macarrão"),
      ("o que vocês têm de chocolate?", "Chocolate"), ("detergente pra louça", "Detergente"), ("limão", "Limão"),
    ])
  func searches(query: String, prefix: String) {
    var index = CatalogueIndex()
    index.apply(
      CatalogueChange(
        version: 1,
        products: Self.rows.map {
          .init(id: $0[1], content: ProductContent(name: $0[1], category: $0[3], description: $0[2]), isActive: true)
        }, vectors: []))
    let matches = index.rank(SearchQuery(query), activeOnly: true)
    #expect(
      matches.first?.productID.hasPrefix(prefix) == true,
      "\(matches.prefix(4).map { "\($0.productID) \($0.score)" })")
  }
}
