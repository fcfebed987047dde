import Contracts
import GRPCCore
import Runtime

/// What payment providers report.
struct PaymentWebhookHandler: OrderV1.PaymentWebhookService.SimpleServiceProtocol, DirectlyCallable {
  let payments: PaymentStore

  func receiveAbacatePay(
    request: OrderV1.ReceiveAbacatePayRequest, context: ServerContext
  ) async throws -> OrderV1.ReceiveAbacatePayResponse {
    let caller = try Call.current.caller
    let event = try AbacatePayEvent(json: request.body.data)
    let received = try await payments.receive(event, tenantID: caller.tenantID)
    return received.outcome.asProto(of: received.orderID)
  }
}
