import Runtime

extension Subscriptions {
  init(_ environment: ServiceEnvironment, _ stripe: StripeParts) {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    self.init(
      store: SubscriptionStore(database: database, clock: clock, ids: ids), stripe: stripe.client,
      customers: stripe.customers, objects: stripe.objects,
      publisher: PlanPublisher(database: database, stripe: stripe.client, clock: clock),
      plans: PlanStore(database: database, clock: clock, ids: ids))
  }
}

extension AreaModule {
  /// Who has subscribed to what, by genlobe's three faces.
  static func subscriptions(_ environment: ServiceEnvironment, _ stripe: StripeParts) -> AreaModule {
    let subscriptions = Subscriptions(environment, stripe)
    let access = SubscriptionAccess(
      memberships: Memberships(auth: environment.channels.auth, clock: environment.clock),
      store: subscriptions.store)
    let invoices = Invoices(environment, stripe)
    return AreaModule(services: [
      SubscriptionHandler(
        subscriptions: subscriptions, access: access, usage: UsageStore(database: environment.database)),
      OrganizationSubscriptionHandler(subscriptions: subscriptions, access: access, invoices: invoices),
      BillingOperationHandler(subscriptions: subscriptions, access: access, invoices: invoices),
    ])
  }
}
