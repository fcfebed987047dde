import Outbound
import Storage

/// How a store's stock is kept in step with the shop's ERP.
struct StockSyncSettings: Sendable, Equatable {
  /// Which way stock is told.
  enum Direction: String, Sendable, CaseIterable {
    case inbound
    case outbound
  }

  /// One direction.
  struct Side: Sendable, Equatable {
    var isEnabled = false
    /// Those that count now, the current one first.
    var secrets: [SyncSecret] = []
    /// Inbound: the last valid message. Outbound: the last delivery.
    var lastAt: Timestamp?
    /// What the last delivery failed with.
    var lastError: String?

    var current: SyncSecret? { secrets.first { $0.expiresAt == nil } }
    /// Until when an older secret counts too.
    var overlapUntil: Timestamp? { secrets.compactMap(\.expiresAt).max() }
  }

  var storeID: String
  var inbound = Side()
  var outbound = Side()
  var outboundURL: OutboundURL?
  /// Nil when they never were set.
  var updatedAt: Timestamp?
}
