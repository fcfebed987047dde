import Runtime

extension AreaModule {
  /// The billing of companies.
  static func companies(_ environment: ServiceEnvironment, _ stripe: StripeParts) -> AreaModule {
    let (database, clock) = (environment.database, environment.clock)
    let memberships = Memberships(auth: environment.channels.auth, clock: clock)
    let payments = CompanyPayments(
      store: PaymentStore(database: database, clock: clock, ids: environment.ids), stripe: stripe.client,
      customers: stripe.customers)
    let overage = OverageWorker(
      payments: payments, database: database, clock: clock, logger: environment.logger)
    return AreaModule(
      services: [
        CompanyBillingHandler(
          gate: CompanyGate(memberships: memberships),
          subscriptions: CompanySubscriptionHandler(
            subscriptions: Subscriptions(environment, stripe), memberships: memberships),
          settings: CompanySettingsStore(database: database),
          payments: payments, invoices: Invoices(environment, stripe), usage: UsageStore(database: database),
          clock: clock)
      ], workers: [overage.worker])
  }
}
