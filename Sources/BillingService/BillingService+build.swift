import Runtime
import Storage

/// The billing service: plans, token usage and the metering of every model call.
public enum BillingService {
  /// Migrates the database and wires the service.
  /// - Throws: `StorageError` when the database can't be used.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    let database = environment.database
    try await database.migrate(BillingSchema.migrations)

    let clock = environment.clock
    let reservations = ReservationStore(database: database)
    let unpriced = UnpricedModels(logger: environment.logger)
    return ServiceModule(
      name: "billing",
      services: [
        PlanHandler(plans: PlanStore(database: database)),
        TokenUsageHandler(
          usage: UsageStore(database: database),
          memberships: Memberships(auth: environment.channels.auth, clock: clock), clock: clock,
          ids: environment.ids, unpriced: unpriced),
        MeteringHandler(reservations: reservations, clock: clock, ids: environment.ids, unpriced: unpriced),
      ],
      workers: [
        ReservationSweeper(reservations: reservations, clock: clock, logger: environment.logger),
        StoragePruner(
          database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger),
      ], database: database)
  }
}
