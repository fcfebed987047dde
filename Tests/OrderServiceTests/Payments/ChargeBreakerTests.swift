import Contracts
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import OrderService

@Suite("Buyers' patience with AbacatePay")
struct ChargeBreakerTests {
  /// Patience that is over at once, and how often somebody had to have it.
  private final class Patience: Sendable {
    private let count = Mutex(0)

    var asked: Int { count.withLock { $0 } }

    func end() { count.withLock { $0 += 1 } }
  }

  @Test(
    "after a call that failed a buyer is not kept waiting for one that hangs, and an answer ends that",
    arguments: Engine.available)
  func hanging(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let patience = Patience()
      var charges = shop.world.payments.charges
      charges.breaker = ChargeBreaker { patience.end() }
      let tenantID = Caller.defaultTenantID

      shop.abacate.become(.refusing(503))
      let orders = [try await shop.order(), try await shop.order(), try await shop.order()]
      let refused = try await charges.open(new: orders[0].id, tenantID: tenantID)
      #expect(refused == nil)
      #expect(patience.asked == 0, "nothing had failed before")

      let gate = Gate()
      shop.abacate.become(.slow(gate))
      let unanswered = try await charges.open(new: orders[1].id, tenantID: tenantID)
      #expect(unanswered == nil)
      #expect(patience.asked == 1)
      gate.open()

      shop.abacate.become(.fine)
      let later = try await charges.open(orders[1].id, tenantID: tenantID, by: nil)
      #expect(later.pixCopyPaste != nil, "as the outbox does it, which waits as long as it takes")
      let next = try await charges.open(new: orders[2].id, tenantID: tenantID)
      #expect(next?.pixCopyPaste != nil)
      #expect(patience.asked == 1)
    }
  }

  @Test("one tenant's key that fails shortens nobody else's patience")
  func keys() async throws {
    let patience = Patience()
    let breaker = ChargeBreaker { patience.end() }
    await #expect(throws: PaymentError.self) {
      try await breaker.call("abc_1", tenantID: "a", isBuyerWaiting: true) { () async throws -> Int in
        throw PaymentError.unavailable("away")
      }
    }
    for (key, tenantID) in [("abc_1", "b"), ("abc_2", "a")] {
      let answer = try await breaker.call(key, tenantID: tenantID, isBuyerWaiting: true) { 1 }
      #expect(answer == 1)
    }
    #expect(patience.asked == 0)
  }
}
