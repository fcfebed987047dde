import Runtime
import Storage

extension AreaModule {
  /// What models use, told to billing: now, or later by the outbox.
  static func metering(_ parts: AgentParts) -> AreaModule { AreaModule(workers: [parts.relay]) }
}

extension Metering {
  /// - Parameter relay: delivers what is put off.
  init(_ environment: ServiceEnvironment, billing: BillingClient, relay: OutboxRelay) {
    self.init(
      billing: billing,
      settlements: SettlementStore(database: environment.database, ids: environment.ids, clock: environment.clock),
      logger: environment.logger, wakeRelay: { relay.wake() })
  }
}

extension OutboxRelay {
  /// Delivers settlements that were put off.
  convenience init(_ environment: ServiceEnvironment, billing: BillingClient) {
    let clock = environment.clock
    self.init(
      database: environment.database, now: { clock.now() }, logger: environment.logger,
      handlers: [
        SettlementStore.topic: { message in
          _ = try await billing.settle(Settlement(payload: message.payload), tenantID: message.tenantID)
        }
      ])
  }
}
