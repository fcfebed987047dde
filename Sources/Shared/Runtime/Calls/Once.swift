public import Storage
public import SwiftProtobuf

/// A mutation that an `Idempotency-Key` makes happen at most once: the same key with the same request
/// gets the first answer again, with another request it is refused.
///
/// Keys belong to the user who sent them, so that nobody is answered with what another one did.
public struct Once: Sendable {
  fileprivate let tenantID: String
  fileprivate let scope: String
  fileprivate let key: String?
  fileprivate let request: [UInt8]
  fileprivate let at: Timestamp

  /// - Parameters:
  ///   - operation: names the mutation; keys of different operations never meet.
  ///   - request: what must be the same in a repetition.
  public init(_ operation: String, _ request: some Message, _ call: Call, at: Timestamp) throws {
    // Map entries have a random order otherwise, and the same request would look like another.
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    self.tenantID = call.caller.tenantID
    self.scope = "\(operation):\(call.caller.userID ?? "")"
    self.key = call.idempotencyKey
    self.request = call.idempotencyKey == nil ? [] : try request.serializedBytes(options: options)
    self.at = at
  }
}

extension Database {
  /// Runs `body` in a write transaction, at most once per key, and answers with its reply.
  /// - Throws: what `body` throws, ``IdempotencyConflict``, ``StorageError``.
  public func write<Reply: Message>(
    _ once: Once, _ body: @escaping @Sendable (any Transaction) throws -> Reply
  ) async throws -> Reply {
    guard once.key != nil else { return try await write(body) }
    return try await write { tx in
      let outcome = try Idempotency.run(
        tx, tenantID: once.tenantID, scope: once.scope, key: once.key, request: once.request, at: once.at
      ) { try body(tx).serializedBytes() }
      return try Reply(serializedBytes: outcome.response)
    }
  }

  /// Runs `body` in a write transaction on the caller's tenant, at most once per key, and answers with its reply.
  /// - Throws: what `body` throws, ``IdempotencyConflict``, ``StorageError``.
  public func writeOnce<Reply: Message>(
    _ once: Once, _ body: @escaping @Sendable (TenantTransaction) throws -> Reply
  ) async throws -> Reply {
    try await write(once) { tx in try body(TenantTransaction(once.tenantID, tx)) }
  }

  /// Runs `body` in a write transaction, at most once per key, and answers with the id of what it made.
  /// - Returns: the id, and whether it is that of an earlier call.
  /// - Throws: what `body` throws, ``IdempotencyConflict``, ``StorageError``.
  public func writeID(
    _ once: Once, _ body: @escaping @Sendable (any Transaction) throws -> String
  ) async throws -> (id: String, replayed: Bool) {
    try await write { tx in
      let outcome = try Idempotency.run(
        tx, tenantID: once.tenantID, scope: once.scope, key: once.key, request: once.request, at: once.at
      ) { Array(try body(tx).utf8) }
      return (String(decoding: outcome.response, as: UTF8.self), outcome.replayed)
    }
  }
}
