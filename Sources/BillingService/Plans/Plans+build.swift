import Runtime

extension AreaModule {
  /// The catalogue, and its faces.
  static func plans(_ environment: ServiceEnvironment, _ stripe: StripeClient) -> AreaModule {
    let plans = PlanStore(database: environment.database, clock: environment.clock, ids: environment.ids)
    return AreaModule(services: [
      PlanHandler(plans: plans),
      SubscriptionPlanHandler(plans: plans),
      PlanCatalogueHandler(
        plans: plans,
        publisher: PlanPublisher(database: environment.database, stripe: stripe, clock: environment.clock),
        access: DashboardAccessClient(auth: environment.channels.auth)),
    ])
  }
}
