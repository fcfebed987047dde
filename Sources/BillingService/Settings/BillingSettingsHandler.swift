import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.BillingSettingsService`.
struct BillingSettingsHandler: BillingV1.BillingSettingsService.SimpleServiceProtocol, DirectlyCallable {
  let settings: BillingSettingsStore
  let access: DashboardAccessClient
  let clock: any WallClock

  func getBillingSettings(
    request: BillingV1.GetBillingSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.BillingSettings {
    let admin = try await access.admin(with: .billingRead)
    return try await settings.settings(tenantID: admin.tenantID).asProto
  }

  func updateBillingSettings(
    request: BillingV1.UpdateBillingSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.BillingSettings {
    let admin = try await access.admin(with: .billingWrite)
    let change = try BillingSettingsChange(proto: request)
    return try await settings.change(change, by: admin, at: clock.now()).asProto
  }
}
