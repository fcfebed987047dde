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
  let embedder: EmbeddingClient
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
    let (embeddings, model) = try await embedder.vectors(for: products.map(\.content.text), tenantID: tenantID)
    let vectors = zip(products, embeddings).compactMap { product, embedding in
      embedding.map { (product: product, vector: $0) }
    }
    try await database.write(tenant: tenantID) { [now = clock.now()] tenant in
      try tenant.insert(vectors, model: model, in: storeID, at: now)
    }
  }
}
