import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.StripeWebhookService`: four documented paths, one inbox.
struct StripeWebhookHandler: BillingV1.StripeWebhookService.SimpleServiceProtocol, DirectlyCallable {
  let webhooks: StripeWebhooks

  func receivePinqoEvent(
    request: BillingV1.ReceiveStripeEventRequest, context: ServerContext
  ) async throws -> BillingV1.ReceivePinqoEventResponse {
    try await receive(request)
    return .with {
      $0.ok = true
      $0.received = true
    }
  }

  func receiveCompanyEvent(
    request: BillingV1.ReceiveStripeEventRequest, context: ServerContext
  ) async throws -> BillingV1.ReceiveStripeEventResponse {
    try await receive(request)
    return .with { $0.received = true }
  }

  func receiveChatEvent(
    request: BillingV1.ReceiveStripeEventRequest, context: ServerContext
  ) async throws -> BillingV1.ReceiveStripeEventResponse {
    try await receive(request)
    return .with { $0.received = true }
  }

  func receiveTaskEvent(
    request: BillingV1.ReceiveStripeEventRequest, context: ServerContext
  ) async throws -> BillingV1.ReceiveTaskEventResponse {
    try await receive(request)
    return .with { $0.status = "success" }
  }

  private func receive(_ request: BillingV1.ReceiveStripeEventRequest) async throws {
    let call = try Call.current
    try await webhooks.receive(
      [UInt8](request.body.data), signature: call.metadata[stringValues: "stripe-signature"].first { _ in true },
      tenantID: request.tenantID.isEmpty ? call.caller.tenantID : request.tenantID)
  }
}
