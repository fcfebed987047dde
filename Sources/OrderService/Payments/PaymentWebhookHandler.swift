import Contracts
import GRPCCore
import Runtime
import Storage

/// What payment providers report.
struct PaymentWebhookHandler: OrderV1.PaymentWebhookService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  func receiveAbacatePay(
    request: OrderV1.ReceiveAbacatePayRequest, context: ServerContext
  ) async throws -> OrderV1.ReceiveAbacatePayResponse {
    let caller = try Call.current.caller
    let event = try AbacatePayEvent(json: request.body.data)
    let response = try await database.write { [ids, now = clock.now()] tx in
      let (orderID, outcome) = try TenantTransaction(caller.tenantID, tx).receive(event, at: now, ids: ids)
      return OrderV1.ReceiveAbacatePayResponse.with {
        $0.received = true
        $0.outcome = outcome.rawValue
        if let orderID { $0.orderID = orderID }
      }
    }
    relay.wake()
    return response
  }
}
