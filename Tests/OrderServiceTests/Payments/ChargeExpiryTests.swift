import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("Unpaid charges")
struct ChargeExpiryTests {
  @Test("an order that nobody pays is cancelled in time, and what was kept for it is free", arguments: Engine.available)
  func manual(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      try await world.set(store.id) {
        $0.pixExpiresMinutes = 5
        $0.reserveStock = true
      }
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      #expect(try await world.product(coffee.id).reserved == 4)
      world.clock.advance(by: .seconds(299))
      #expect(try await world.payments.expiry.sweep() == 0)
      world.clock.advance(by: .seconds(1))
      #expect(try await world.payments.expiry.sweep() == 1)
      let expired = try await world.order(order.id)
      #expect(expired.status == .cancelled)
      #expect(expired.paymentAttempts.map(\.status) == ["expired"])
      #expect(expired.events.last?.type == "payment_expired")
      #expect(expired.events.last?.fromStatus == .awaitingPayment)
      #expect(expired.events.last?.hasActorUserID == false)
      #expect(try await world.product(coffee.id).reserved == 0)
      #expect(try await world.payments.expiry.sweep() == 0)
    }
  }

  @Test("a proof stops the clock: people decide", arguments: Engine.available)
  func proven(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      _ = try await world.prove(order.id)
      world.clock.advance(by: .seconds(40 * 86_400))
      #expect(try await world.payments.expiry.sweep() == 0)
      #expect(try await world.order(order.id).status == .awaitingProof)
    }
  }

  @Test("a charge that was paid at the last moment confirms its order", arguments: Engine.available)
  func lastMoment(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      shop.abacate.set("PAID", of: charge)
      shop.world.clock.advance(by: .seconds(3_600))
      #expect(try await shop.world.payments.expiry.sweep() == 0)
      let paid = try await shop.world.order(order.id)
      #expect(paid.status == .confirmed)
      #expect(paid.paymentAttempts.map(\.status) == ["succeeded"])
      #expect(try await shop.world.report(charge, 1_500).outcome == "duplicate", "the webhook was late")
    }
  }

  @Test(
    "while AbacatePay does not say, the charge stays open, and others end all the same", arguments: Engine.available)
  func unanswered(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      let other = try await shop.world.createStore(named: "Outra")
      let bread = try await shop.world.stockUp("PAO", in: other.id)
      let manual = try await shop.world.order([(bread.id, 1)], in: other.id)
      shop.world.clock.advance(by: .seconds(86_400))
      shop.abacate.become(.refusing(500))
      #expect(try await shop.world.payments.expiry.sweep() == 1)
      #expect(try await shop.world.order(order.id).status == .awaitingPayment)
      #expect(try await shop.world.order(manual.id).status == .cancelled)
      shop.abacate.become(.fine)
      shop.abacate.set("EXPIRED", of: charge)
      #expect(try await shop.world.payments.expiry.sweep() == 1)
      #expect(try await shop.world.order(order.id).status == .cancelled)
    }
  }

  @Test("two instances end each order once", arguments: Engine.available)
  func replicas(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(stock: 100, in: store.id)
      var orders: [String] = []
      for _ in 0..<12 { orders.append(try await world.order([(coffee.id, 1)], in: store.id).id) }
      world.clock.advance(by: .seconds(86_400))
      let workers = [world.payments, try await world.replica().payments, world.payments]
      let ended = try await withThrowingTaskGroup(of: Int.self) { group in
        for worker in workers { group.addTask { try await worker.expiry.sweep() } }
        return try await group.reduce(0, +)
      }
      #expect(ended == 12)
      for id in orders {
        let order = try await world.order(id)
        #expect(order.status == .cancelled)
        #expect(order.events.map(\.type) == ["created", "payment_expired"])
      }
    }
  }
}

@Suite("Reconciling payments")
struct PaymentReconcilerTests {
  @Test("a payment whose webhook was lost is found", arguments: Engine.available)
  func lostWebhook(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      let (open, _) = try await shop.charged()
      shop.abacate.set("PAID", of: charge)
      #expect(try await shop.world.payments.reconciler.reconcile().checked == 0, "it is not their turn")
      shop.world.clock.advance(by: .seconds(120))
      let report = try await shop.world.payments.reconciler.reconcile()
      #expect(report.checked == 2)
      #expect(report.confirmed == [order.id])
      #expect(try await shop.world.order(order.id).status == .confirmed)
      #expect(try await shop.world.order(open.id).status == .awaitingPayment)
      #expect(try await shop.world.payments.reconciler.reconcile().checked == 0, "the next question comes later")
      shop.world.clock.advance(by: .seconds(120))
      #expect(try await shop.world.payments.reconciler.reconcile().checked == 1)
    }
  }

  @Test("an operator's word asks about every charge, late payments and silence included", arguments: Engine.available)
  func administration(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let admin = try await OrderService.administration(shop.world.environment)
      let (late, lateCharge) = try await shop.charged()
      let (ended, endedCharge) = try await shop.charged()
      try await shop.world.move(late.id, to: .cancelled)
      shop.abacate.set("PAID", of: lateCharge)
      shop.abacate.set("EXPIRED", of: endedCharge)
      let report = try await admin.reconcilePayments()
      #expect(report.refundsDue == [late.id])
      #expect(report.expired == [ended.id])
      #expect(try await shop.world.order(late.id).paymentAttempts.map(\.status) == ["refund_due"])
      let (silent, _) = try await shop.charged()
      shop.abacate.become(.refusing(500))
      #expect(try await admin.reconcilePayments().unanswered.contains(silent.id))
      let verified = try await admin.verifyPayments()
      #expect(verified.discrepancies.isEmpty && verified.paidOrders == 0)
    }
  }

  @Test("a charge that has been over for two days is asked about no more", arguments: Engine.available)
  func afterlife(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      shop.abacate.set("EXPIRED", of: charge)
      try await shop.world.move(order.id, to: .cancelled)
      shop.world.clock.advance(by: .seconds(2 * 86_400 + 1))
      #expect(try await shop.world.payments.reconciler.reconcile().checked == 1)
      shop.world.clock.advance(by: .seconds(30 * 86_400))
      #expect(try await shop.world.payments.reconciler.reconcile(all: true).checked == 0)
    }
  }
}
