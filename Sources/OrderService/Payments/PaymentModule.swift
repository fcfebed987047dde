import Outbound
import Runtime
import ServiceLifecycle
import Storage

/// Everything that takes part in payments, put together once.
struct PaymentModule: Sendable {
  let keys: AbacatePayKeys
  let charges: PixCharges
  let alerts: PaymentAlerts
  let expiry: ChargeExpiry
  let reconciler: PaymentReconciler

  init(_ environment: ServiceEnvironment) {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    let settings = environment.settings
    let abacatePay = AbacatePay(
      http: OutboundHTTP(baseURL: settings.abacatePay.baseURL, proxies: OutboundProxies(settings.proxies)))
    keys = AbacatePayKeys(environment.settings)
    charges = PixCharges(
      database: database, abacatePay: abacatePay, keys: keys, clock: clock, ids: ids, logger: environment.logger)
    alerts = PaymentAlerts(trail: AuditTrail(database: database, auth: environment.channels.auth))
    let inspector = ChargeInspector(database: database, abacatePay: abacatePay, keys: keys, clock: clock, ids: ids)
    expiry = ChargeExpiry(database: database, inspector: inspector, clock: clock, logger: environment.logger)
    reconciler = PaymentReconciler(database: database, inspector: inspector, clock: clock, logger: environment.logger)
  }

  /// What the outbox delivers.
  var handlers: [String: OutboxRelay.Handler] {
    [
      PixCharges.topic: { [charges] in try await charges.deliver($0) },
      PaymentAlerts.topic: { [alerts] in try await alerts.deliver($0) },
    ]
  }

  /// What runs beside the calls.
  func workers(_ environment: ServiceEnvironment) -> [any Service] {
    let tallies = OrderTallyKeeper(database: environment.database, clock: environment.clock)
    return [
      PeriodicWork(name: "ending unpaid charges", interval: .seconds(15), logger: environment.logger) {
        [expiry] in _ = try await expiry.sweep()
      },
      PeriodicWork(name: "reconciling payments", interval: .seconds(60), logger: environment.logger) {
        [reconciler] in _ = try await reconciler.reconcile()
      },
      PeriodicWork(name: "adding up orders", interval: .seconds(10), logger: environment.logger) {
        try await tallies.sweep()
      },
    ]
  }
}
