import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("AbacatePay's webhook")
struct PaymentWebhookTests {
  @Test("a paid charge confirms its order and takes the stock", arguments: Engine.available)
  func paid(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged(2)
      shop.world.clock.advance(by: .seconds(30))
      let answer = try await shop.world.report(charge, 3_000)
      #expect(answer.received && answer.outcome == "confirmed" && answer.orderID == order.id)
      let paid = try await shop.world.order(order.id)
      #expect(paid.status == .confirmed)
      #expect(paid.version == order.version + 1)
      #expect(paid.paymentAttempts.map(\.status) == ["succeeded"])
      #expect(paid.paymentAttempts[0].receivedCents == 3_000)
      #expect(paid.events.last?.type == "status_changed")
      #expect(paid.events.last?.reason == "AbacatePay: \(charge) PAID")
      #expect(paid.events.last?.hasActorUserID == false)
      #expect(try await shop.world.product(shop.coffee.id).stock == 8)
    }
  }

  @Test("a repetition changes nothing, with its own id or another", arguments: Engine.available)
  func duplicates(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      try await shop.world.report(charge, 1_500)
      let paid = try await shop.world.order(order.id)
      for event in ["log_1", "log_2", ""] {
        let answer = try await shop.world.report(charge, 1_500, event: event)
        #expect(answer.outcome == "duplicate" && answer.orderID == order.id)
      }
      #expect(try await shop.world.order(order.id) == paid)
    }
  }

  @Test("callbacks that cross each other and a person's word on two instances count once", arguments: Engine.available)
  func crossed(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      let worlds = [shop.world, try await shop.world.replica()]
      let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<24 {
          let world = worlds[index % 2]
          group.addTask {
            guard index % 6 != 5 else { return try await Self.confirm(order.id, world) }
            return try await untilServed { try await world.report(charge, 1_500, event: "log_\(index / 3)") }.outcome
          }
        }
        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
      #expect(outcomes["confirmed"] == 1)
      #expect(outcomes["duplicate", default: 0] + outcomes["ILLEGAL_TRANSITION", default: 0] == 23)
      let paid = try await shop.world.order(order.id)
      #expect(paid.events.map(\.type) == ["created", "charge_created", "status_changed"])
      #expect(paid.paymentAttempts.map(\.status) == ["succeeded"])
      #expect(try await shop.world.product(shop.coffee.id).stock == 9)
    }
  }

  private static func confirm(_ id: String, _ world: OrderWorld) async throws -> String {
    do {
      _ = try await untilServed { try await world.move(id, to: .confirmed) }
      return "confirmed"
    } catch let error as ServiceError {
      return error.reason
    }
  }

  @Test("another amount than the order's total never confirms", arguments: Engine.available, [1_499, 1_501])
  func mismatched(engine: Engine, cents: Int64) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      #expect(try await shop.world.report(charge, cents).outcome == "mismatched")
      let waiting = try await shop.world.order(order.id)
      #expect(waiting.status == .awaitingPayment)
      #expect(waiting.paymentAttempts.map(\.status) == ["mismatched"])
      #expect(waiting.paymentAttempts[0].receivedCents == cents)
      #expect(waiting.events.last?.type == "payment_mismatched")
      #expect(try await shop.world.product(shop.coffee.id).stock == 10)
      #expect(try await shop.world.report(charge, 1_500, event: "log_2").outcome == "duplicate")
      _ = try await shop.world.relay.drain()
      let alert = try #require(shop.world.auth.audit.first { $0.action.hasPrefix("payment.") })
      #expect(alert.action == "payment.mismatched")
      #expect(alert.targetType == "order" && alert.targetID == order.id)
      #expect(alert.organizationID == OrderWorld.company)
      #expect(alert.details["received_cents"] == "\(cents)" && alert.details["order_total_cents"] == "1500")
    }
  }

  @Test("money for a cancelled order is due back, and the order stays cancelled", arguments: Engine.available)
  func cancelled(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      try await shop.world.move(order.id, to: .cancelled)
      #expect(try await shop.world.report(charge, 1_500).outcome == "refund_due")
      let late = try await shop.world.order(order.id)
      #expect(late.status == .cancelled)
      #expect(late.paymentAttempts.map(\.status) == ["refund_due"])
      #expect(late.events.last?.type == "refund_due")
      #expect(try await shop.world.product(shop.coffee.id).stock == 10)
      _ = try await shop.world.relay.drain()
      #expect(shop.world.paymentAudit == ["payment.refund_due"])

      #expect(try await shop.world.report(charge, 1_500, status: "REFUNDED", event: "log_2").outcome == "refunded")
      let closed = try await shop.world.order(order.id)
      #expect(closed.paymentAttempts.map(\.status) == ["refunded"])
      #expect(closed.events.last?.type == "refunded")
      _ = try await shop.world.relay.drain()
      #expect(shop.world.paymentAudit == ["payment.refund_due", "payment.refunded"])
    }
  }

  @Test("a refund of a paid order is told once and leaves the order to people", arguments: Engine.available)
  func refundedAfterPaid(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      #expect(try await shop.world.report(charge, 1_500).outcome == "confirmed")
      #expect(try await shop.world.report(charge, 1_500, status: "REFUNDED", event: "log_2").outcome == "refunded")
      let refunded = try await shop.world.order(order.id)
      #expect(refunded.status == .confirmed)
      #expect(refunded.paymentAttempts.map(\.status) == ["refunded"])
      #expect(refunded.paymentAttempts[0].receivedCents == 1_500)
      #expect(refunded.events.last?.type == "refunded")
      for (status, event) in [("REFUNDED", "log_3"), ("PAID", "log_4"), ("REFUNDED", "log_2")] {
        #expect(try await shop.world.report(charge, 1_500, status: status, event: event).outcome == "duplicate")
      }
      #expect(try await shop.world.order(order.id) == refunded)
      _ = try await shop.world.relay.drain()
      #expect(shop.world.paymentAudit == ["payment.refunded"])
      let told = try #require(shop.world.auth.audit.first { $0.action == "payment.refunded" })
      #expect(told.targetID == order.id && told.organizationID == OrderWorld.company)
      let verified = try await OrderService.administration(shop.world.environment).verifyPayments()
      #expect(verified.discrepancies.isEmpty && verified.paidCents == 0)
    }
  }

  @Test("a refund that comes before its payment keeps the order from being confirmed", arguments: Engine.available)
  func refundedBeforePaid(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      #expect(try await shop.world.report(charge, 1_500, status: "REFUNDED").outcome == "refunded")
      let refunded = try await shop.world.order(order.id)
      #expect(refunded.status == .cancelled)
      #expect(refunded.paymentAttempts.map(\.status) == ["refunded"])
      #expect(try await shop.world.report(charge, 1_500, event: "log_2").outcome == "duplicate")
      #expect(try await shop.world.order(order.id) == refunded)
      #expect(try await shop.world.product(shop.coffee.id).stock == 10)
    }
  }

  @Test("a payment after the charge has expired is due back", arguments: Engine.available)
  func late(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      #expect(try await shop.world.report(charge, 1_500, status: "EXPIRED").outcome == "expired")
      let expired = try await shop.world.order(order.id)
      #expect(expired.status == .cancelled)
      #expect(expired.paymentAttempts.map(\.status) == ["expired"])
      #expect(expired.events.last?.type == "payment_expired")
      #expect(try await shop.world.report(charge, 1_500, event: "log_2").outcome == "refund_due")
      #expect(try await shop.world.report(charge, 1_500, status: "EXPIRED", event: "log_3").outcome == "duplicate")
      #expect(try await shop.world.order(order.id).paymentAttempts.map(\.status) == ["refund_due"])
    }
  }

  @Test("a paid order whose products have run out is cancelled, and the money is due back", arguments: Engine.available)
  func soldOut(engine: Engine) async throws {
    try await withChargingShop(engine, stock: 1) { shop in
      let (first, firstCharge) = try await shop.charged()
      let (second, secondCharge) = try await shop.charged()
      #expect(try await shop.world.report(firstCharge, 1_500, event: "log_1").outcome == "confirmed")
      #expect(try await shop.world.report(secondCharge, 1_500, event: "log_2").outcome == "refund_due")
      #expect(try await shop.world.order(first.id).status == .confirmed)
      let unlucky = try await shop.world.order(second.id)
      #expect(unlucky.status == .cancelled)
      #expect(unlucky.events.last?.type == "refund_due")
      #expect(unlucky.events.last?.fromStatus == .awaitingPayment)
      #expect(unlucky.paymentAttempts[0].error == "The products ran out before the payment came.")
      #expect(try await shop.world.product(shop.coffee.id).stock == 0)
    }
  }

  @Test("an event for a charge that nobody knows is taken when it comes again later", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let error = try await refusal { try await shop.world.report("pix_char_1", 1_500) }
      #expect(error.code == .notFound)
      #expect(error.reason == "CHARGE_NOT_FOUND")
      let (_, charge) = try await shop.charged()
      #expect(try await shop.world.report(charge, 1_500).outcome == "confirmed")
    }
  }

  @Test("another tenant's charge is nobody's", arguments: Engine.available)
  func tenants(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let (order, charge) = try await shop.charged()
      let json = #"{"event":"billing.paid","data":{"pixQrCode":{"id":"\#(charge)","amount":1500,"status":"PAID"}}}"#
      let error = try await refusal {
        try await shop.world.webhook(json, as: Caller(tenantID: "other", credential: .webhookToken))
      }
      #expect(error.reason == "CHARGE_NOT_FOUND")
      #expect(try await shop.world.order(order.id).status == .awaitingPayment)
    }
  }

  @Test("events that change no order are taken and ignored", arguments: Engine.available)
  func ignored(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      for json in [
        #"{"id":"log_1","event":"withdraw.done","devMode":false,"data":{"transaction":{"id":"tran_1"}}}"#,
        #"{"event":"billing.disputed","data":{"billing":{"id":"bill_1","status":"DISPUTED","amount":100}}}"#,
      ] {
        let answer = try await world.webhook(json)
        #expect(answer.outcome == "ignored")
      }
    }
  }

  @Test(
    "a body that is not an event is refused, and the place named",
    arguments: [
      ("", "body"), ("[]", "body"), ("{}", "event"), (#"{"event":7}"#, "event"),
      (#"{"event":"billing.paid","data":{"pixQrCode":{"id":7}}}"#, "data.pixQrCode.id"),
      (#"{"event":"billing.paid","data":{"pixQrCode":{"id":"","status":"PAID","amount":100}}}"#, "data.id"),
      (#"{"event":"billing.paid","data":{"pixQrCode":{"id":"x","status":"PAID"}}}"#, "data.amount"),
      (#"{"event":"billing.paid","data":{"pixQrCode":{"id":"x","status":"PAID","amount":1.5}}}"#, "body"),
    ])
  func malformed(json: String, field: String) throws {
    do {
      _ = try AbacatePayEvent(json: Data(json.utf8))
      Issue.record("nothing was refused")
    } catch let error as ServiceError {
      #expect(error.code == .invalidArgument)
      #expect(error.violations.map(\.field) == [field])
    }
  }

  @Test("both versions' events are read, wherever the charge stands in them")
  func forms() throws {
    let charge = AbacatePayEvent.Charge(id: "pix_char_1", status: .paid, cents: 1_500)
    for json in [
      #"{"event":"billing.paid","data":{"pixQrCode":{"id":"pix_char_1","amount":1500,"status":"PAID","kind":"PIX"}}}"#,
      #"{"event":"billing.paid","data":{"billing":{"id":"pix_char_1","amount":9,"paidAmount":1500,"status":"PAID"}}}"#,
      #"{"event":"billing.paid","data":{"payment":{"amount":1500},"pixQrCode":{"id":"pix_char_1","status":"PAID"}}}"#,
      #"{"event":"transparent.completed","apiVersion":2,"data":{"transparent":{"id":"pix_char_1","amount":1500}}}"#,
      #"{"event":"billing.paid","data":{"id":"pix_char_1","amount":1500,"status":"PAID","metadata":{"a":{"b":1}}}}"#,
    ] {
      #expect(try AbacatePayEvent(json: Data(json.utf8)).charge == charge, "\(json)")
    }
  }
}
