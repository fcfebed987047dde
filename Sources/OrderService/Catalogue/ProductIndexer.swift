import Contracts
import Foundation
import Runtime
import Storage

/// Embeds products whose text is new: the receiver of ``topic`` messages, which a batch upsert leaves in
/// the outbox. A message that comes twice finds nothing to do.
struct ProductIndexer: Sendable {
  /// The outbox topic; the aggregate is the store's id, the payload a list of product ids.
  static let topic = "product.index"
  /// Products per message, so that one call of the embedder stays short.
  static let productsPerMessage = 64

  let database: any Database
  let agent: ServiceChannel
  let clock: any WallClock

  private struct Payload: Codable {
    var productIDs: [String]
  }

  /// Leaves messages for some products in the caller's transaction.
  static func enqueue(
    _ productIDs: [String], of storeID: String, _ tenant: TenantTransaction, at now: Timestamp, ids: any IDGenerator
  ) throws {
    for start in stride(from: 0, to: productIDs.count, by: productsPerMessage) {
      let chunk = productIDs[start..<min(start + productsPerMessage, productIDs.count)]
      try Outbox.enqueue(
        tenant.tx, id: ids.next(), tenantID: tenant.id, topic: topic, aggregate: storeID,
        payload: Array(JSONEncoder().encode(Payload(productIDs: Array(chunk)))), at: now)
    }
  }

  /// Embeds the products of one message.
  /// - Throws: what the agent service throws; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    let productIDs = try JSONDecoder().decode(Payload.self, from: Data(message.payload)).productIDs
    let (tenantID, storeID) = (message.tenantID, message.aggregate)
    let products = try await database.read(tenant: tenantID) { tenant in
      try tenant.unembedded(among: productIDs, in: storeID)
    }
    guard !products.isEmpty else { return }
    let response: AgentV1.EmbedResponse = try await agent.call(
      AgentV1.EmbedService.Method.Embed.descriptor,
      AgentV1.EmbedRequest.with { $0.texts = products.map(\.content.text) },
      // An embedder that runs on this machine takes its time.
      caller: Caller(tenantID: tenantID, credential: .service), deadline: .now + .seconds(120))
    guard response.embeddings.count == products.count else {
      throw ServiceError(
        .internalError, "EMBEDDINGS_MISSING",
        "The embedder answered \(products.count) texts with \(response.embeddings.count) vectors.")
    }
    let vectors = zip(products, response.embeddings).compactMap { product, embedding in
      EmbeddingVector(embedding.values, model: response.model).map { (product: product, vector: $0) }
    }
    let now = clock.now()
    try await database.write(tenant: tenantID) { tenant in
      try tenant.insert(vectors, model: response.model, in: storeID, at: now)
    }
  }
}
