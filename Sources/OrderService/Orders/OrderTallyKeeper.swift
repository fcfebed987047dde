import Runtime
import Storage

/// Keeps lists of orders quick: adds up the rows that changes leave in `order_tallies`, and sets marks among
/// orders that have settled. Lists are right without it, only slower; replicas don't harm each other.
struct OrderTallyKeeper: Sendable {
  /// As many rows a list adds up by itself without anybody noticing.
  private static let maximumLoose: Int64 = 200

  let database: any Database
  let clock: any WallClock

  /// Looks after every store that needs it.
  func sweep() async throws {
    for store in try await database.read(StoreTallies.all) {
      if store.loose > Self.maximumLoose {
        try await database.write(tenant: store.tenantID) { tenant in try tenant.foldTallies(of: store.storeID) }
      }
      try await mark(store)
    }
  }

  private func mark(_ store: StoreTallies) async throws {
    guard store.orders >= OrderMark.stride else { return }
    while true {
      let now = clock.now()
      let marks = try await database.read(tenant: store.tenantID) { tenant -> [OrderMark] in
        let marked = try tenant.lastMark(of: store.storeID)?.ordinal ?? 0
        return store.orders - marked < OrderMark.stride ? [] : try tenant.missingMarks(of: store.storeID, at: now)
      }
      guard !marks.isEmpty else { return }
      try await database.write(tenant: store.tenantID) { tenant in try tenant.insert(marks, of: store.storeID) }
    }
  }
}
