import Runtime

extension AreaModule {
  /// Pages at Stripe, and what people see of what they paid.
  static func checkout(_ environment: ServiceEnvironment, _ stripe: StripeParts) -> AreaModule {
    let (database, clock) = (environment.database, environment.clock)
    let access = CustomerAccess(
      customers: stripe.customers, memberships: Memberships(auth: environment.channels.auth, clock: clock))
    let checkouts = Checkouts(
      database: database, stripe: stripe.client, customers: stripe.customers,
      publisher: PlanPublisher(database: database, stripe: stripe.client, clock: clock),
      payments: PaymentStore(database: database, clock: clock, ids: environment.ids), gateway: environment.gatewayURL)
    return AreaModule(services: [
      CheckoutHandler(checkouts: checkouts, customers: access, ids: environment.ids),
      InvoiceHandler(invoices: Invoices(environment, stripe), owners: access),
    ])
  }
}
