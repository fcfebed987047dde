import Contracts
import Foundation
import GRPCCore
import Synchronization
import TestSupport

/// An embedder with a handful of meanings, each a component of the vector: two texts are alike when they
/// share one, whatever their words.
final class FakeEmbedder: Sendable {
  private static let meanings: [[String]] = [
    ["café", "cafeína", "cappuccino", "acordar", "espresso"],
    ["pão", "padaria", "torrada", "sanduíche"],
    ["limpeza", "detergente", "louça", "lavar"],
    ["bebida", "suco", "sede", "refrescante"],
  ]

  private struct State {
    var isAway = false
    var texts: [String] = []
  }
  private let state = Mutex(State())

  /// Every text so far.
  var texts: [String] { state.withLock { $0.texts } }

  /// Makes every call fail, or work again.
  func goAway(_ away: Bool = true) { state.withLock { $0.isAway = away } }

  static func vector(_ text: String) -> [Float] {
    let text = text.lowercased()
    // The last component keeps a text without any of the meanings from being nothing at all.
    return meanings.map { words in words.contains { text.contains($0) } ? 1 : 0 } + [0.1]
  }

  var service: FakeService { FakeService().on(.embed) { try self.embed($0) } }

  private func embed(_ request: AgentV1.EmbedRequest) throws -> AgentV1.EmbedResponse {
    let texts = request.hasText ? [request.text] : request.texts
    let isAway = state.withLock { state in
      state.texts += texts
      return state.isAway
    }
    if isAway { throw RPCError(code: .unavailable, message: "away") }
    return .with {
      $0.model = "fake"
      $0.dimension = Int32(Self.meanings.count + 1)
      $0.embeddings = texts.map { text in .with { $0.values = Self.vector(text) } }
    }
  }
}
