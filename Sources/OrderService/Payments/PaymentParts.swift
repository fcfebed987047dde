import Outbound
import Runtime
import Storage

/// Everything that takes part in payments, put together once.
struct PaymentParts: Sendable {
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
    alerts = PaymentAlerts(trail: AuditTrail(environment))
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
}
