import Storage
import Synchronization

/// The search indexes of the stores in use, kept in memory and brought up to date before each search by
/// what has changed since; the least used are dropped above a budget.
final class CatalogueIndexes: Sendable {
  private struct Key: Hashable {
    var tenantID: String
    var storeID: String
  }
  private struct Kept {
    var index: CatalogueIndex
    var lastUse: UInt64
  }
  private struct State {
    var kept: [Key: Kept] = [:]
    var uses: UInt64 = 0
  }

  private let database: any Database
  /// In bytes.
  private let budget: Int
  private let state = Mutex(State())

  /// - Parameter budget: in bytes; one index alone may be larger. 256 MiB hold 60,000 products with
  ///   vectors of 1,024 components.
  init(database: any Database, budget: Int = 256 << 20) {
    self.database = database
    self.budget = budget
  }

  /// A store's index as of now.
  func current(tenantID: String, storeID: String) async throws -> CatalogueIndex {
    let key = Key(tenantID: tenantID, storeID: storeID)
    var index = use(key) ?? CatalogueIndex()
    let known = index.version
    let change = try await database.read(tenant: tenantID) { tenant in
      try tenant.catalogueChange(of: storeID, after: known)
    }
    if let change {
      // A version smaller than the known one: the database was put back to an older state.
      if change.version < known { return try await reload(key) }
      index.apply(change)
      keep(index, key)
    }
    return index
  }

  private func reload(_ key: Key) async throws -> CatalogueIndex {
    var index = CatalogueIndex()
    let change = try await database.read(tenant: key.tenantID) { tenant in
      try tenant.catalogueChange(of: key.storeID, after: 0)
    }
    state.withLock { $0.kept[key] = nil }
    if let change {
      index.apply(change)
      keep(index, key)
    }
    return index
  }

  private func use(_ key: Key) -> CatalogueIndex? {
    state.withLock { state in
      state.uses += 1
      state.kept[key]?.lastUse = state.uses
      return state.kept[key]?.index
    }
  }

  private func keep(_ index: CatalogueIndex, _ key: Key) {
    state.withLock { state in
      // Another search may have brought a newer one meanwhile.
      if let present = state.kept[key], present.index.version > index.version { return }
      state.uses += 1
      state.kept[key] = Kept(index: index, lastUse: state.uses)
      var size = state.kept.values.reduce(0) { $0 + $1.index.size }
      for (other, kept) in state.kept.sorted(by: { $0.value.lastUse < $1.value.lastUse }) where size > budget {
        guard other != key else { break }
        state.kept[other] = nil
        size -= kept.index.size
      }
    }
  }
}
