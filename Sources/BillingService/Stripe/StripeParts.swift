import Runtime
import Storage

/// What billing has of Stripe, made once and shared by its areas.
struct StripeParts: Sendable {
  let client: StripeClient
  let keys: StripeKeys
  let calls: StripeCalls
  let customers: StripeCustomers
  let objects: StripeObjects
  let inbox: StripeInbox

  /// - Parameters:
  ///   - effects: what follows from stored calls.
  ///   - eventHandlers: what follows from events.
  ///   - objectHandlers: what follows from what objects are.
  init(
    _ environment: ServiceEnvironment, effects: [any StripeCallEffect] = [],
    eventHandlers: [any StripeEventHandler] = [], objectHandlers: [any StripeObjectHandler] = [],
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    let (database, clock, logger) = (environment.database, environment.clock, environment.logger)
    let (api, governor) = (StripeAPI(environment.settings), StripeGovernor())
    keys = StripeKeys(database: database, settings: environment.settings)
    calls = StripeCalls(
      database: database, api: api, keys: keys, governor: governor, clock: clock, ids: environment.ids,
      logger: logger, effects: [StripeCustomerEffect()] + effects, pause: pause)
    client = StripeClient(keys: keys, calls: calls)
    customers = StripeCustomers(database: database, client: client, clock: clock)
    objects = StripeObjects(
      database: database, calls: calls, clock: clock, logger: logger, handlers: objectHandlers)
    inbox = StripeInbox(
      events: StripeEventStore(database: database), objects: objects, keys: keys, handlers: eventHandlers,
      clock: clock, logger: logger)
  }
}
