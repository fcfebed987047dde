import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Money that comes and goes back")
struct PaymentReturnTests {
  /// 1,000 tokens for 1,000 cents, of which 30 % and then 20 % went back; each is told twice.
  private static let life = [
    paid(1_000),
    event(
      "charge.refunded",
      #"{"id":"ch_1","object":"charge","amount":1000,"amount_refunded":300,"currency":"brl","payment_intent":"pi_1"}"#,
      at: 2),
    event(
      "refund.created",
      #"{"id":"re_1","object":"refund","amount":300,"currency":"brl","status":"succeeded","payment_intent":"pi_1"}"#,
      at: 2),
    event(
      "charge.refunded",
      #"{"id":"ch_1","object":"charge","amount":1000,"amount_refunded":500,"currency":"brl","payment_intent":"pi_1"}"#,
      at: 3),
    event(
      "refund.created",
      #"{"id":"re_2","object":"refund","amount":200,"currency":"brl","status":"succeeded","payment_intent":"pi_1"}"#,
      at: 3),
  ]

  @Test("leaves what is still paid for, in every order and also without its sum", arguments: Engine.available)
  func everyOrder(engine: Engine) async throws {
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 1, 4, 2], [1, 3, 0], [2, 4, 0], [0, 3, 1, 3, 0]] {
      try await withBillingWorld(engine) { world in
        try await begin(world, 1_000)
        for index in order { try await tell(world, Self.life[index]) }
        #expect(try await world.available() == 500, "\(order)")
        #expect(try await world.balance(.clearing, of: nil, .money(.brl)) == 500)
        #expect(try await world.balance(.revenue("topup"), of: nil, .money(.brl)) == -500)
        try await world.expectIntact()
      }
    }
  }

  @Test("a dispute takes everything until it is won", arguments: Engine.available)
  func dispute(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      func dispute(_ status: String, _ type: String, at second: Int64) -> String {
        Self.event(
          "charge.dispute.\(type)",
          #"{"id":"dp_1","object":"dispute","amount":1000,"currency":"brl","status":"\#(status)","payment_intent":"pi_1"}"#,
          at: second)
      }
      try await begin(world, 1_000)
      try await tell(world, dispute("needs_response", "created", at: 2))
      try await tell(world, Self.paid(1_000))
      #expect(try await world.available() == 0)
      try await tell(world, dispute("won", "closed", at: 4))
      try await tell(world, dispute("under_review", "updated", at: 3))
      #expect(try await world.available() == 1_000)
      #expect(try await world.balance(.clearing, of: nil, .money(.brl)) == 1_000)
      try await world.expectIntact()
    }
  }

  @Test("only our own payment of the asked amount brings anything, and once", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await begin(world, 1_000)
      try await tell(world, Self.paid(999))
      try await tell(world, Self.paid(1_000, tenant: BillingWorld.otherTenant))
      #expect(try await world.available() == 0)
      try await tell(world, Self.paid(1_000))
      try await tell(world, Self.paid(1_000))
      #expect(try await world.available() == 1_000)
      try await world.expectIntact()
    }
  }

  @Test("an invoice is booked once, and its refund finds it whichever is told first", arguments: Engine.available)
  func invoice(engine: Engine) async throws {
    let told = [
      Self.event(
        "invoice.paid",
        #"{"id":"in_1","object":"invoice","currency":"usd","total":2500,"amount_due":2500,"amount_paid":2500,"created":1,"customer":"cus_1"}"#,
        at: 1),
      Self.event(
        "invoice_payment.paid",
        #"{"id":"inpay_1","object":"invoice_payment","invoice":"in_1","payment":{"type":"payment_intent","payment_intent":"pi_9"}}"#,
        at: 1),
      Self.event(
        "charge.refunded",
        #"{"id":"ch_9","object":"charge","amount":2500,"amount_refunded":1000,"currency":"usd","payment_intent":"pi_9"}"#,
        at: 2),
    ]
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 0, 1, 2, 2]] {
      try await withBillingWorld(engine) { world in
        for index in order { try await tell(world, told[index]) }
        #expect(try await world.balance(.clearing, of: nil, .money(.usd)) == 1_500, "\(order)")
        try await world.expectIntact()
      }
    }
  }

  @Test("numbers that are not times or sums of Stripe's end nothing", arguments: Engine.available)
  func absurd(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await tell(
        world,
        Self.event(
          "invoice.paid",
          #"{"id":"in_1","object":"invoice","currency":"usd","total":1,"amount_due":1,"amount_paid":1,"created":1,"customer":"cus_1","status_transitions":{"paid_at":9223372036855}}"#,
          at: 1))
      let returned = ["re_1", "re_2"].map {
        PaymentReturn(reference: $0, amount: 5_000_000_000_000_000_000, isFinal: true, toldAt: 1)
      }
      #expect(PaymentReturn.total(returned) == .max)
      try await world.expectIntact()
    }
  }

  @Test("a refund that fails after the charge has told its sum takes nothing")
  func failedRefund() {
    let charge = PaymentReturn(reference: PaymentReturn.charge, amount: 5_000, isFinal: false, toldAt: 2)
    let failed = PaymentReturn(reference: "re_1", amount: 0, isFinal: true, toldAt: 3)
    #expect(PaymentReturn.total([charge, failed]) == 0)
    #expect(PaymentReturn.total([charge]) == 5_000)
  }

  private func begin(_ world: BillingWorld, _ units: Int64) async throws {
    try await world.include(0)
    let now = world.clock.now()
    try await world.write { tx in
      _ = try tx.insert(
        Payment(
          id: "payment-1", kind: .topup, subject: BillingWorld.company, amount: 1_000, currency: .brl, units: units,
          createdAt: now, updatedAt: now))
    }
  }

  private func tell(_ world: BillingWorld, _ json: String) async throws {
    let (event, now) = (try StripeEvent(json: Data(json.utf8)), world.clock.now())
    let handlers = PaymentStripe.eventHandlers(ServiceEnvironment.test(world.database))
    try await world.write { tx in
      for handler in handlers where handler.types.contains(event.type) { try handler.apply(event, tx, at: now) }
    }
  }

  private static func paid(_ amount: Int64, tenant: String = BillingWorld.tenant) -> String {
    event(
      "payment_intent.succeeded",
      #"{"id":"pi_1","object":"payment_intent","status":"succeeded","amount":\#(amount),"amount_received":\#(amount),"currency":"brl","metadata":{"quartet_payment":"payment-1","quartet_tenant":"\#(tenant)"}}"#,
      at: 1)
  }

  private static func event(_ type: String, _ object: String, at second: Int64) -> String {
    #"{"id":"evt_\#(type)_\#(second)","object":"event","type":"\#(type)","created":\#(second),"livemode":false,"data":{"object":\#(object)}}"#
  }
}
