import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("Orders under fire")
struct PaymentWalkTests {
  /// A small generator, so that a walk can be walked again (Knuth's MMIX constants).
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
  }

  @Test(
    "whatever comes in whatever order, events explain the status and payments add up to the paid orders",
    arguments: Engine.available, [1, 2, 3])
  func walk(engine: Engine, seed: UInt64) async throws {
    try await withChargingShop(engine, stock: 6) { shop in
      let worlds = [shop.world, try await shop.world.replica()]
      var dice = Dice(state: seed)
      var orders: [(id: String, charge: String)] = []
      for _ in 0..<8 {
        let (order, charge) = try await shop.charged(Int64(dice.roll(2) + 1))
        orders.append((order.id, charge))
      }
      for round in 0..<30 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            let (order, action, world) = (orders[dice.roll(8)], dice.roll(10), worlds[dice.roll(2)])
            let event = "log_\(dice.roll(12))"
            group.addTask { try await Self.act(action, on: order, event, world) }
          }
          try await group.waitForAll()
        }
        if round.isMultiple(of: 10) { shop.world.clock.advance(by: .seconds(300)) }
      }
      try await check(shop, orders.map(\.id))
    }
  }

  /// One thing that somebody does; refusals are part of it.
  private static func act(
    _ action: Int, on order: (id: String, charge: String), _ event: String, _ world: OrderWorld
  ) async throws {
    let cents = try await world.order(order.id).totalCents
    do {
      try await untilServed {
        switch action {
        case 0, 1: try await world.report(order.charge, cents, event: event)
        case 2: try await world.report(order.charge, cents + 1, event: event)
        case 3: try await world.report(order.charge, cents, status: "EXPIRED", event: event)
        case 4: try await world.report(order.charge, cents, status: "REFUNDED", event: event)
        case 5: try await world.move(order.id, to: .confirmed)
        case 6: try await world.move(order.id, to: .cancelled)
        case 7: try await world.move(order.id, to: .shipped)
        case 8: _ = try await world.prove(order.id)
        default: _ = try await world.record(order.id, "succeeded") { $0.provider = "other" }
        }
      }
    } catch let error as ServiceError {
      let legal = [
        "ILLEGAL_TRANSITION", "INSUFFICIENT_STOCK", "PAYMENT_SETTLED", "STOCK_PUT_BACK", "TRANSITION_FORBIDDEN",
      ]
      #expect(legal.contains(error.reason), "\(error)")
    }
  }

  private func check(_ shop: ChargingShop, _ ids: [String]) async throws {
    var sold: Int64 = 0
    var paidCents: Int64 = 0
    var counts: [OrderV1.OrderStatus: Int64] = [:]
    for id in ids {
      let order = try await shop.world.order(id)
      #expect(order.events[0].type == "created")
      for (earlier, later) in zip(order.events, order.events.dropFirst()) {
        #expect(later.fromStatus == earlier.toStatus)
      }
      #expect(order.events.last?.toStatus == order.status)
      #expect(order.version == Int64(order.events.count))
      let payments = order.paymentAttempts.map(\.status)
      if [.confirmed, .shipped].contains(order.status) {
        sold += order.items[0].quantity
        #expect(payments.contains("succeeded") || payments.contains("refunded"))
      }
      if payments.contains("succeeded") { paidCents += order.totalCents }
      counts[order.status, default: 0] += 1
    }
    #expect(try await shop.world.product(shop.coffee.id).stock == 6 - sold)
    #expect(try await shop.world.movements(of: shop.coffee.id) == 6 - sold)
    let verified = try await OrderService.administration(shop.world.environment).verifyPayments()
    #expect(verified.discrepancies.isEmpty)
    #expect(verified.paidCents == paidCents)
    for row in try await shop.world.stats(of: shop.store.id).byStatus {
      #expect(row.orders == counts[row.status, default: 0], "\(row.status)")
    }
  }
}
