import GRPCCore

extension WebhookHeaders {
  /// The headers that the gateway forwards.
  init(_ metadata: Metadata) {
    func value(_ name: String) -> String? {
      var values = metadata[stringValues: name].makeIterator()
      return values.next()
    }
    self.init(
      id: value("webhook-id"), timestamp: value("webhook-timestamp"), signature: value("webhook-signature"))
  }
}
