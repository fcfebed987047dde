/// A change of a store's settings, and the secrets that it made: they can't be had again.
struct StockSyncOutcome: Sendable {
  var settings: StockSyncSettings
  var inboundSecret: WebhookSecret?
  var outboundSecret: WebhookSecret?
}
