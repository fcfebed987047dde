import Contracts
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("Embeddings")
struct EmbedderTests {
  static func likeness(_ a: String, _ b: String) -> Float {
    let embedder = HashedEmbedder()
    return zip(embedder.vector(a), embedder.vector(b)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(
    "like is nearer than unlike",
    arguments: [
      ("café", "Café Torrado e Moído Pilão 500g", "Detergente Ypê Neutro 500ml"),
      ("cafezinho", "Café Torrado e Moído Pilão 500g", "Chá Mate Leão"),
      ("refri", "Refrigerante Coca-Cola 2L", "Arroz Branco 5kg"),
      ("o que vocês têm de bebidas", "Cerveja Skol Lata 350ml", "Esponja de Aço"),
      ("pães", "Pãozinho Francês", "Sabonete Dove"),
      ("produtos de limpeza", "Detergente Neutro", "Vinho Tinto"),
      ("camisetas", "Camiseta Básica Algodão", "Calça Jeans"),
    ])
  func nearer(_ query: String, _ like: String, _ unlike: String) {
    #expect(Self.likeness(query, like) > Self.likeness(query, unlike) + 0.1)
  }

  @Test("accents, case and plurals make little difference")
  func spelling() {
    #expect(Self.likeness("CAFÉS", "cafe") > 0.7)
    #expect(Self.likeness("ação", "ac\u{0327}a\u{0303}o") > 0.999)
  }

  @Test("vectors are of unit length, of dimension 1024, and always the same")
  func deterministic() async throws {
    let texts = ["café", "uma frase um pouco mais longa, com números 123", "日本語 emoji 🎉", "!!!", "a", " ", "🎉"]
    let first = try await HashedEmbedder().embed(texts)
    #expect(try await HashedEmbedder().embed(texts) == first)
    for vector in first {
      #expect(vector.count == 1024)
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    }
  }

  @Test("one call has 64 texts at most, and a bounded length in all; the catalogue's own calls are not bounded so")
  func bounds() async throws {
    try await withAgentWorld { world in
      let long = String(repeating: "café ", count: 1600)
      for bad in [Array(repeating: "a", count: 65), Array(repeating: long, count: 30)] {
        let error = try await refusal {
          try await world.call(.embed) { $0.texts = bad }
        }
        #expect(error.violations.map(\.field) == ["texts"])
      }
      let many = try await world.call(.embed, caller: Caller(credential: .service)) {
        $0.texts = Array(repeating: long, count: 30)
      }
      #expect(many.embeddings.count == 30)
    }
  }

  @Test("the service embeds one text or several, and refuses both and neither")
  func service() async throws {
    try await withAgentWorld { world in
      let one = try await world.call(.embed) { $0.text = "café" }
      #expect(one.model == "quartet-hash-1024" && one.dimension == 1024 && one.embeddings.count == 1)
      let two = try await world.call(.embed) { $0.texts = ["café", "leite"] }
      #expect(two.embeddings.count == 2)
      for bad in [
        AgentV1.EmbedRequest(), .with { $0.text = "" },
        .with {
          $0.text = "a"
          $0.texts = ["b"]
        }, .with { $0.texts = ["a", ""] },
      ] {
        _ = try await refusal { try await world.call(.embed, bad) }
      }
    }
  }
}
