import Foundation
import Testing

@testable import OrderService

@Suite("examples/produtos.csv")
struct ExampleCatalogueTests {
  /// The repository's root, from this file's place in it.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test("has some hundred products, each with a number of its own, a price and stock")
  func rows() throws {
    let text = try String(contentsOf: Self.root.appending(path: "examples/produtos.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "sku,name,description,category,price_cents,stock")
    let skus = lines.dropFirst().map { $0.prefix { $0 != "," } }
    #expect(skus.count >= 200)
    #expect(Set(skus).count == skus.count)
    for line in lines.dropFirst() {
      let numbers = line.split(separator: ",").suffix(2).map { Int64($0) ?? -1 }
      #expect(numbers.allSatisfy { $0 > 0 }, "\(line)")
    }
  }
}
