import Storage

/// Makes the index of custom data anew after a schema has changed: the receiver of ``topic`` messages, one schema
/// each. The work is done in pieces, each a transaction that also notes how far it is, so that writers wait for one
/// piece at most and what ends in the middle goes on from there. A message that comes twice finds nothing to do.
struct EntityIndexer: Sendable {
  /// The outbox topic; the aggregate is the schema's id, the payload empty.
  static let topic = "entity.index"

  let database: any Database

  /// - Throws: what the database throws, or that the task was cancelled; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    let (tenantID, schemaID) = (message.tenantID, message.aggregate)
    while try await database.write(tenant: tenantID, { try $0.indexPiece(of: schemaID) }) {
      try Task.checkCancellation()
    }
  }
}
