import Runtime
import Storage

/// The billing service: plans, the ledger of credits, token usage and the metering of every model call.
public enum BillingService {
  /// Migrates the database and wires the service.
  /// - Throws: `StorageError` when the database can't be used.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    let (database, clock) = (environment.database, environment.clock)
    try await database.migrate(BillingSchema.migrations)
    let stripe = Self.stripe(environment)
    let trail = AuditTrail(log: AuditLogClient(auth: environment.channels.auth))
    let unpriced = UnpricedModels(logger: environment.logger)
    return ServiceModule(
      name: "billing",
      areas: [
        .plans(environment, stripe.client),
        .subscriptions(environment, stripe),
        .usage(environment, unpriced),
        .accounts(environment),
        .metering(environment, unpriced),
        .stripe(environment, stripe),
        .webhooks(environment, stripe),
        .companies(environment, stripe),
        .checkout(environment, stripe),
        .credits(environment),
        .reports(environment),
        .settings(environment),
        .referrals(environment),
        AreaModule(workers: BillingWorkers(database: database, clock: clock, logger: environment.logger).all),
        AreaModule(workers: [
          OutboxRelay(
            database: database, now: { clock.now() }, logger: environment.logger,
            handlers: [AuditTrail.topic: { try await trail.deliver($0) }]),
          StoragePruner(
            database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger),
        ]),
      ], database: database)
  }

  /// Stripe, with all that areas of billing do for it.
  static func stripe(_ environment: ServiceEnvironment) -> StripeParts {
    StripeParts(
      environment, effects: SubscriptionStripe.effects(environment) + PaymentStripe.effects,
      eventHandlers: SubscriptionStripe.eventHandlers + PaymentStripe.eventHandlers(environment),
      objectHandlers: SubscriptionStripe.objectHandlers(environment))
  }
}
