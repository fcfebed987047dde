import Runtime

extension AreaModule {
  /// What Stripe reports, and what is done for Stripe beside calls.
  static func webhooks(_ environment: ServiceEnvironment, _ stripe: StripeParts) -> AreaModule {
    AreaModule(
      services: [
        StripeWebhookHandler(
          webhooks: StripeWebhooks(keys: stripe.keys, inbox: stripe.inbox, clock: environment.clock))
      ],
      workers: StripeWorkers(
        stripe, database: environment.database, clock: environment.clock, logger: environment.logger
      ).all)
  }
}
