import Contracts
import GRPCCore
import Runtime
import Storage

/// How stores are paid.
struct PaymentSettingsHandler: OrderV1.PaymentSettingsService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let keys: AbacatePayKeys
  let clock: any WallClock
  let ids: any IDGenerator

  func getPaymentSettings(
    request: OrderV1.GetPaymentSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.PaymentSettings {
    let (store, settings) = try await access.shop(request.storeID, for: Call.current.caller)
    return settings.asProto(of: store.id, reservesStock: store.reservation.isOn, keys)
  }

  func updatePaymentSettings(
    request: OrderV1.UpdatePaymentSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.PaymentSettings {
    let call = try Call.current
    let change = try PaymentSettingsChange(proto: request, keys)
    let store = try await access.store(request.storeID, for: call.caller)
    let once = try Once("payment_settings.update", request, call, at: clock.now())
    return try await database.write(once) { [keys, ids, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let settings = try tenant.update(store.id, change, at: now)
      try tenant.audit(
        "payment_settings.changed", of: store.id, fields: change.fields, by: call.caller.userID, at: now, ids: ids)
      return settings.asProto(of: store.id, reservesStock: change.reservesStock ?? store.reservation.isOn, keys)
    }
  }
}
