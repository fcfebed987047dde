import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.StripeSettingsService`.
struct StripeSettingsHandler: BillingV1.StripeSettingsService.SimpleServiceProtocol, DirectlyCallable {
  let settings: StripeSettingsStore
  let access: DashboardAccessClient

  func getStripeSettings(
    request: BillingV1.GetStripeSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.StripeSettings {
    let admin = try await access.admin(with: .billingRead)
    return try await settings.settings(of: admin.tenantID).asProto
  }

  func updateStripeSettings(
    request: BillingV1.UpdateStripeSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.StripeSettings {
    let admin = try await access.admin(with: .billingWrite)
    let change = try StripeSettingsChange(proto: request)
    return try await settings.update(change, by: admin).asProto
  }

  func clearStripeSettings(
    request: BillingV1.ClearStripeSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.StripeSettings {
    let admin = try await access.admin(with: .billingWrite)
    return try await settings.clear(by: admin).asProto
  }

  func removeWebhookSecret(
    request: BillingV1.RemoveWebhookSecretRequest, context: ServerContext
  ) async throws -> BillingV1.StripeSettings {
    let admin = try await access.admin(with: .billingWrite)
    return try await settings.removeSecret(request.id, by: admin).asProto
  }
}
