import Outbound
import Runtime
import Storage

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
    func secret(_ input: Secret, _ direction: String) -> String? {
      switch input {
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
    let (input, side, isNeeded) =
      switch direction {
      case .inbound: (inboundSecret, settings.inbound, settings.inbound.isEnabled)
      case .outbound: (outboundSecret, settings.outbound, settings.outboundURL != nil)
      }
    switch input {
    case .set(let secret): return secret
    case .rotate: return .random()
    case .keep: return isNeeded && side.current == nil ? .random() : nil
    }
  }

  /// Refuses a URL that leads into a private network. A name that is not known yet may pass: each delivery looks
  /// again.
  /// - Throws: ``StockSyncError/outboundURLRefused(_:)``.
  func refusePrivateURL(_ destinations: Destinations) async throws {
    guard case .set(let url) = outboundURL else { return }
    do {
      _ = try await destinations.address(of: url)
    } catch let refusal as Destinations.Refusal {
      guard case .unknownHost = refusal else { throw StockSyncError.outboundURLRefused(refusal) }
    }
  }
}
