import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("AbacatePay charges")
struct PixChargeTests {
  @Test("a new order comes with the charge that AbacatePay has made for it", arguments: Engine.available)
  func created(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let order = try await shop.order(2)
      let charge = try #require(shop.abacate.charges.first)
      #expect(shop.abacate.charges.count == 1)
      #expect(charge.orderID == order.id)
      #expect(charge.amount == 3_000)
      #expect(charge.expiresIn == 3_600)
      #expect(charge.key == "abc_dev_store")
      #expect(order.status == .awaitingPayment)
      #expect(order.pixCopyPaste == "00020101-\(charge.id)")
      #expect(order.paymentAttempts.map(\.provider) == ["abacatepay"])
      #expect(order.paymentAttempts[0].externalID == charge.id)
      #expect(order.paymentAttempts[0].expiresAt.seconds == 1_772_456_400, "as AbacatePay says")
      #expect(order.events.map(\.type) == ["created", "charge_created"])
      #expect(order.version == 2)
      #expect(try await shop.world.order(order.id) == order)
      #expect(try await shop.world.order(ofCharge: charge.id).id == order.id)
      shop.world.clock.advance(by: .seconds(60))
      _ = try await shop.world.relay.drain()
      #expect(shop.abacate.charges.count == 1, "the message finds it made")
    }
  }

  @Test("the same key makes one order with one charge", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      let first = try await shop.order(key: "k")
      #expect(try await shop.order(key: "k") == first)
      #expect(shop.abacate.charges.count == 1)
    }
  }

  @Test("however many ask, on two instances, an order has one charge", arguments: Engine.available)
  func oneCharge(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      shop.abacate.become(.refusing(500))
      let order = try await shop.order()
      #expect(!order.hasPixCopyPaste)
      shop.abacate.become(.fine)
      let worlds = [shop.world, try await shop.world.replica()]
      let codes = try await withThrowingTaskGroup(of: String?.self) { group in
        for index in 0..<20 {
          group.addTask {
            do {
              return try await untilServed { try await worlds[index % 2].checkout(order.id) }.pixCopyPaste
            } catch let error as ServiceError where error.reason == "CHARGE_IN_PROGRESS" {
              return nil
            }
          }
        }
        return try await group.reduce(into: Set<String>()) { if let code = $1 { $0.insert(code) } }
      }
      #expect(codes == ["00020101-pix_char_1"])
      #expect(shop.abacate.charges.count == 1)
      #expect(try await shop.world.order(order.id).events.map(\.type) == ["created", "charge_created"])
    }
  }

  @Test(
    "while AbacatePay is away the order waits, and the outbox makes the charge later", arguments: Engine.available)
  func away(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      shop.abacate.become(.refusing(503))
      let order = try await shop.order()
      #expect(order.status == .awaitingPayment && !order.hasPixCopyPaste)
      let error = try await refusal { _ = try await shop.world.checkout(order.id) }
      #expect(error.code == .unavailable)
      #expect(error.reason == "ABACATEPAY_UNAVAILABLE")
      shop.abacate.become(.fine)
      shop.world.clock.advance(by: .seconds(16))
      _ = try await shop.world.relay.drain()
      #expect(try await shop.world.order(order.id).pixCopyPaste == "00020101-pix_char_1")
    }
  }

  @Test("a charge whose answer was lost is nobody's; the next one is the order's", arguments: Engine.available)
  func lostAnswer(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      shop.abacate.become(.losingAnswers)
      let order = try await shop.order()
      shop.abacate.become(.fine)
      let charged = try await shop.world.checkout(order.id)
      #expect(charged.pixCopyPaste == "00020101-pix_char_2")
      #expect(charged.paymentAttempts.map(\.externalID) == ["pix_char_2"])
      let unknown = try await refusal { try await shop.world.report("pix_char_1", 1_500) }
      #expect(unknown.reason == "CHARGE_NOT_FOUND")
    }
  }

  @Test("a claim that a crashed process left is taken over after its end", arguments: Engine.available)
  func crashedClaim(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      shop.abacate.become(.refusing(500))
      let order = try await shop.order()
      shop.abacate.become(.fine)
      let until = shop.world.clock.now().adding(.seconds(30))
      try await shop.world.database.write { tx in
        _ = try tx.execute(
          "INSERT INTO charge_claims (tenant_id, order_id, token, claimed_until) VALUES (?, ?, 'gone', ?)",
          Caller.defaultTenantID, order.id, until)
      }
      let busy = try await refusal { _ = try await shop.world.checkout(order.id) }
      #expect(busy.reason == "CHARGE_IN_PROGRESS")
      #expect(busy.retryAfter == .seconds(1))
      shop.world.clock.advance(by: .seconds(30))
      #expect(try await shop.world.checkout(order.id).pixCopyPaste == "00020101-pix_char_1")
    }
  }

  @Test(
    "without a key there is no charge, and the installation's serves stores without their own",
    arguments: Engine.available)
  func keys(engine: Engine) async throws {
    try await withChargingShop(engine, key: nil) { shop in
      let order = try await shop.order()
      let error = try await refusal { _ = try await shop.world.checkout(order.id) }
      #expect(error.code == .unavailable)
      #expect(error.reason == "ABACATEPAY_NOT_CONFIGURED")
    }
    try await withChargingShop(engine, key: nil, installation: "abc_prod_all") { shop in
      let order = try await shop.order()
      #expect(order.pixCopyPaste == "00020101-pix_char_1")
      #expect(shop.abacate.charges.map(\.key) == ["abc_prod_all"])
    }
  }

  @Test(
    "an order cancelled while its charge is made keeps the charge's id and shows no code", arguments: Engine.available)
  func cancelledMeanwhile(engine: Engine) async throws {
    try await withChargingShop(engine) { shop in
      shop.abacate.become(.refusing(500))
      let order = try await shop.order()
      let gate = Gate()
      shop.abacate.become(.slow(gate))
      async let charging = refusal { _ = try await shop.world.checkout(order.id) }
      try await eventually { try await claims(shop.world) > 0 }
      try await shop.world.move(order.id, to: .cancelled)
      gate.open()
      #expect(try await charging.reason == "ORDER_NOT_PAYABLE")
      let cancelled = try await shop.world.order(order.id)
      #expect(cancelled.status == .cancelled && !cancelled.hasPixCopyPaste)
      #expect(cancelled.paymentAttempts.map(\.externalID) == ["pix_char_1"])
      #expect(try await shop.world.report("pix_char_1", 1_500).outcome == "refund_due")
    }
  }

  private func claims(_ world: OrderWorld) async throws -> Int64 {
    try await world.database.read { tx in
      try tx.first("SELECT COUNT(*) FROM charge_claims", as: { try $0.int(0) }) ?? 0
    }
  }
}

@Suite("Charges that callers make")
struct CheckoutStateTests {
  @Test("a charge is kept once, and takes the place of the store's own code", arguments: Engine.available)
  func kept(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      func save() async throws -> OrderV1.Order {
        try await world.checkout(order.id) {
          $0.brCode = "00020101-mine"
          $0.paymentLinkURL = "https://pay.example.com/1"
          $0.externalID = "pix_char_x"
          $0.expectedVersion = 1
        }
      }
      let saved = try await save()
      #expect(saved.pixCopyPaste == "00020101-mine")
      #expect(saved.paymentLinkURL == "https://pay.example.com/1")
      #expect(saved.paymentAttempts.map(\.provider) == ["manual_pix", "abacatepay"])
      #expect(saved.paymentAttempts.map(\.status) == ["failed", "pending"])
      #expect(saved.version == 2)
      let again = try await world.checkout(order.id) {
        $0.brCode = "00020101-mine"
        $0.externalID = "pix_char_x"
      }
      #expect(again == saved)
      let stale = try await refusal { _ = try await save() }
      #expect(stale.reason == "VERSION_CONFLICT")
      let second = try await refusal { _ = try await world.checkout(order.id) { $0.externalID = "pix_char_y" } }
      #expect(second.reason == "CHARGE_EXISTS")
      #expect(second.code == .failedPrecondition)
      let other = try await world.order([(coffee.id, 1)], in: store.id)
      let taken = try await refusal { _ = try await world.checkout(other.id) { $0.externalID = "pix_char_x" } }
      #expect(taken.reason == "PAYMENT_ALREADY_RECORDED")
      #expect(taken.code == .alreadyExists)
    }
  }

  @Test("an order that has a code keeps it; cash and paid orders get none", arguments: Engine.available)
  func payable(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      #expect(try await world.checkout(order.id) == order)
      let cash = try await world.order([(coffee.id, 1)], in: store.id, .cod)
      let notPix = try await refusal { _ = try await world.checkout(cash.id) }
      #expect(notPix.reason == "NOT_A_PIX_ORDER")
      try await world.move(order.id, to: .confirmed)
      let paid = try await refusal { _ = try await world.checkout(order.id) { $0.externalID = "pix_char_z" } }
      #expect(paid.reason == "ORDER_NOT_PAYABLE")
    }
  }

  @Test("another amount than the order's total is refused, and every bad field named", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let amount = try await refusal {
        _ = try await world.checkout(order.id) {
          $0.externalID = "pix_char_x"
          $0.amountCents = 1_889
        }
      }
      #expect(amount.reason == "AMOUNT_MISMATCH")
      #expect(amount.violations.map(\.field) == ["amount_cents"])
      let bad = try await refusal {
        _ = try await world.checkout(order.id) {
          $0.paymentLinkURL = "javascript:alert(1)"
          $0.externalID = String(repeating: "x", count: 201)
          $0.expiresAt.seconds = .max
        }
      }
      #expect(bad.violations.map(\.field) == ["payment_link_url", "external_id", "expires_at"])
      #expect(try await world.order(order.id) == order)
    }
  }
}
