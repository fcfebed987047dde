import Contracts
import GRPCCore
import Runtime

/// How stores are paid.
struct PaymentSettingsHandler: OrderV1.PaymentSettingsService.SimpleServiceProtocol, DirectlyCallable {
  let payments: PaymentStore
  let access: StoreAccess
  let keys: AbacatePayKeys
  let clock: any WallClock

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
    return try await payments.update(settingsOf: store.id, change, by: call.caller.userID, once) { [keys] in
      $0.asProto(of: store.id, reservesStock: change.reservesStock ?? store.reservation.isOn, keys)
    }
  }
}
