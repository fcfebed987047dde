import Outbound
import Runtime
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
    /// Inbound: the last good message. Outbound: the last delivery.
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

/// A secret as the database keeps it.
struct SyncSecret: Sendable, Equatable {
  /// How long a replaced secret still counts.
  static let overlap = Duration.seconds(24 * 3600)

  var id: String
  /// By `SecretBox`.
  var sealed: [UInt8]
  var hint: String
  /// Nil for the current one.
  var expiresAt: Timestamp?
}

/// What to change about a store's settings; nil leaves a field as it is.
struct StockSyncChange: Sendable {
  /// What to do about one direction's secret.
  enum Secret: Sendable, Equatable {
    /// Stays; a direction that could need one gets one.
    case keep
    case set(WebhookSecret)
    case rotate
  }

  var storeID: String
  var inboundEnabled: Bool?
  var inboundSecret = Secret.keep
  var outboundEnabled: Bool?
  var outboundURL = NullableChange<OutboundURL>.keep
  var outboundSecret = Secret.keep

  /// The names of the fields that are given, as the API spells them; whether they are new is not looked at.
  var fields: [String] {
    func secret(_ wish: Secret, _ direction: String) -> String? {
      switch wish {
      case .keep: nil
      case .set: "\(direction)_secret"
      case .rotate: "rotate_\(direction)_secret"
      }
    }
    return [
      inboundEnabled.map { _ in "inbound_enabled" }, secret(inboundSecret, "inbound"),
      outboundEnabled.map { _ in "outbound_enabled" }, outboundURL.isKept ? nil : "outbound_url",
      secret(outboundSecret, "outbound"),
    ].compactMap(\.self)
  }

  /// The settings without regard to secrets.
  /// - Throws: ``StockSyncError/outboundURLMissing`` when outbound is switched on without a URL.
  func applied(to settings: StockSyncSettings, at now: Timestamp) throws -> StockSyncSettings {
    var after = settings
    after.inbound.isEnabled = inboundEnabled ?? settings.inbound.isEnabled
    after.outboundURL = outboundURL.applied(to: settings.outboundURL)
    after.outbound.isEnabled = after.outboundURL != nil && (outboundEnabled ?? settings.outbound.isEnabled)
    if outboundEnabled == true, after.outboundURL == nil { throw StockSyncError.outboundURLMissing }
    after.updatedAt = now
    return after
  }

  /// The secret that a direction gets by this change: the shop's own, a new one, or nil when all stays.
  func secret(_ direction: StockSyncSettings.Direction, after settings: StockSyncSettings) -> WebhookSecret? {
    let (wish, side, isNeeded) =
      switch direction {
      case .inbound: (inboundSecret, settings.inbound, settings.inbound.isEnabled)
      case .outbound: (outboundSecret, settings.outbound, settings.outboundURL != nil)
      }
    switch wish {
    case .set(let secret): return secret
    case .rotate: return .random()
    case .keep: return isNeeded && side.current == nil ? .random() : nil
    }
  }
}
