import Runtime

extension AreaModule {
  /// Tenants' accounts at Stripe.
  static func stripe(_ environment: ServiceEnvironment, _ stripe: StripeParts) -> AreaModule {
    AreaModule(services: [
      StripeSettingsHandler(
        settings: StripeSettingsStore(
          keys: stripe.keys, api: stripe.calls.api, clock: environment.clock, ids: environment.ids),
        access: DashboardAccessClient(auth: environment.channels.auth))
    ])
  }
}
