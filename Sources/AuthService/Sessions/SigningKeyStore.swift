import Crypto
import Foundation
import Runtime
import Storage

/// The keys that sign JWTs, their private halves sealed: who reads a copy of this database can't sign.
struct SigningKeyStore: Sendable {
  let database: any Database
  let box: SecretBox

  /// Stores the first key unless there is one, and returns all, newest first; processes that start at
  /// the same moment agree. A key that can't be opened any more (another pepper) counts as none.
  func ensureOne(_ candidate: SigningKey) async throws -> [SigningKey] {
    let sealed = try box.seal([UInt8](candidate.privateKey.rawRepresentation))
    return try await database.write { tx in
      let known = try all(tx)
      guard known.isEmpty else { return known }
      try Self.insert(tx, candidate, sealed)
      return [candidate]
    }
  }

  /// All keys, newest first.
  func all() async throws -> [SigningKey] { try await database.read { try all($0) } }

  /// Adds the next key and deletes old ones; of several processes at once, one adds.
  /// - Parameters:
  ///   - limit: adds nothing while the newest key signs from later than this; nil always adds.
  ///   - replaced: deletes keys whose successor has signed since before this.
  func rotate(
    _ next: SigningKey, unlessYoungerThan limit: Timestamp?, forgetReplacedBefore replaced: Timestamp
  ) async throws {
    let sealed = try box.seal([UInt8](next.privateKey.rawRepresentation))
    try await database.write { tx in
      let isDue =
        if let limit {
          try !tx.exists("SELECT 1 FROM signing_keys WHERE signs_from > ?", limit)
        } else { true }
      if isDue { try Self.insert(tx, next, sealed) }
      try tx.execute(
        """
        DELETE FROM signing_keys WHERE EXISTS (
          SELECT 1 FROM signing_keys newer
          WHERE newer.generation > signing_keys.generation AND newer.signs_from < ?)
        """, replaced)
    }
  }

  private static func insert(_ tx: any Transaction, _ key: SigningKey, _ sealed: [UInt8]) throws {
    try tx.execute(
      """
      INSERT INTO signing_keys (id, generation, private_key, public_key, created_at, signs_from, is_sealed)
      SELECT ?, COALESCE(MAX(generation), 0) + 1, ?, ?, ?, ?, 1 FROM signing_keys
      """, key.id, sealed, [UInt8](key.privateKey.publicKey.rawRepresentation), key.createdAt, key.signsFrom)
  }

  private func all(_ tx: any Transaction) throws -> [SigningKey] {
    try tx.all(
      "SELECT id, private_key, created_at, signs_from, is_sealed FROM signing_keys ORDER BY generation DESC"
    ) { row -> SigningKey? in
      let stored = try row.blob(1)
      guard let raw = try row.bool(4) ? try? box.open(stored) : stored else { return nil }
      return SigningKey(
        id: try row.text(0), privateKey: try .init(rawRepresentation: Data(raw)), createdAt: try row.time(2),
        signsFrom: try row.time(3))
    }.compactMap { $0 }
  }
}
