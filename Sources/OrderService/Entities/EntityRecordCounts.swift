import Storage
import Synchronization

/// Keeps schemas from growing without end. Counting takes longer the more there is to count, so a schema is counted
/// again only after a hundredth of the room that it had; each replica counts for itself.
final class EntityRecordCounts: Sendable {
  private struct Key: Hashable {
    var tenantID: String
    var schemaID: String
  }

  /// Schemas remembered; they are forgotten all at once, which costs a count each.
  private static let maximumKept = 10_000

  private let database: any Database
  /// Records that may come before the next count.
  private let allowances = Mutex<[Key: Int64]>([:])

  init(database: any Database) { self.database = database }

  /// Whether a schema may have one record more.
  func hasRoom(in schemaID: String, of tenantID: String) async throws -> Bool {
    let key = Key(tenantID: tenantID, schemaID: schemaID)
    if takeAllowance(key) { return true }
    let count = try await database.read(tenant: tenantID) { tenant in try tenant.recordCount(of: schemaID) }
    guard count < EntityRecord.maximumPerSchema else { return false }
    allowances.withLock { allowances in
      if allowances.count >= Self.maximumKept { allowances.removeAll() }
      allowances[key] = (EntityRecord.maximumPerSchema - count) / 100
    }
    return true
  }

  private func takeAllowance(_ key: Key) -> Bool {
    allowances.withLock { allowances in
      guard let left = allowances[key], left > 0 else { return false }
      allowances[key] = left - 1
      return true
    }
  }
}
