import Runtime

extension AreaModule {
  /// How stores are paid, what providers report, and what becomes of charges that nobody reports.
  static func payments(_ parts: OrderParts) -> AreaModule {
    let payments = PaymentStore(database: parts.database, relay: parts.relay, clock: parts.clock, ids: parts.ids)
    let (expiry, reconciler) = (parts.payments.expiry, parts.payments.reconciler)
    return AreaModule(
      services: [
        PaymentSettingsHandler(
          payments: payments, access: parts.access, keys: parts.payments.keys, clock: parts.clock),
        PaymentWebhookHandler(payments: payments),
      ],
      workers: [
        PeriodicWork(name: "ending unpaid charges", interval: .seconds(15), logger: parts.logger) {
          try await expiry.sweep()
        },
        PeriodicWork(name: "reconciling payments", interval: .seconds(60), logger: parts.logger) {
          _ = try await reconciler.reconcile()
        },
      ])
  }
}
