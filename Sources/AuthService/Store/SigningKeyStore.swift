import Crypto
import Foundation
import Storage

/// The keys that sign JWTs. Private keys are stored as they are: who can read this database can read
/// every session as well.
struct SigningKeyStore: Sendable {
  let database: any Database

  /// Stores the first key unless there is one, and returns all, newest first; processes that start at
  /// the same moment agree.
  func ensure(_ candidate: SigningKey) async throws -> [SigningKey] {
    try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO signing_keys (id, generation, private_key, public_key, created_at)
        VALUES (?, 1, ?, ?, ?) ON CONFLICT (generation) DO NOTHING
        """, candidate.id, [UInt8](candidate.privateKey.rawRepresentation),
        [UInt8](candidate.privateKey.publicKey.rawRepresentation), candidate.createdAt)
      return try Self.all(tx)
    }
  }

  /// All keys, newest first.
  func all() async throws -> [SigningKey] { try await database.read(Self.all) }

  private static func all(_ tx: any Transaction) throws -> [SigningKey] {
    try tx.all("SELECT id, private_key, created_at FROM signing_keys ORDER BY generation DESC") { row in
      SigningKey(
        id: try row.text(0), privateKey: try .init(rawRepresentation: Data(try row.blob(1))),
        createdAt: try row.time(2))
    }
  }
}
