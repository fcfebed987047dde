import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Proofs of payment")
struct PaymentProofTests {
  @Test("a proof moves the order on, and people confirm it", arguments: Engine.available)
  func confirmed(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let proven = try await world.prove(order.id, as: OrderWorld.agent) {
        $0.mediaType = "image/jpeg"
        $0.note = "pago agora"
      }
      #expect(proven.status == .awaitingProof)
      #expect(proven.proofs.map(\.url) == ["https://media.example.com/proof.jpg"])
      #expect(proven.proofs[0].mediaType == "image/jpeg" && proven.proofs[0].note == "pago agora")
      #expect(proven.events.map(\.type) == ["created", "proof_attached"])
      #expect(proven.events[1].fromStatus == .awaitingPayment && proven.events[1].toStatus == .awaitingProof)
      #expect(proven.events[1].reason == "pago agora")
      #expect(proven.version == 2)
      #expect(try await world.order(order.id) == proven)

      let forbidden = try await refusal { try await world.move(order.id, to: .confirmed, as: OrderWorld.agent) }
      #expect(forbidden.reason == "TRANSITION_FORBIDDEN")
      let confirmed = try await world.move(order.id, to: .confirmed)
      #expect(confirmed.paymentAttempts.map(\.status) == ["succeeded"])
      #expect(confirmed.proofs == proven.proofs)
    }
  }

  @Test("a refused proof sends the order back, and a further one comes beside it", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      _ = try await world.prove(order.id)
      world.clock.advance(by: .seconds(1))
      _ = try await world.prove(order.id, url: "https://media.example.com/second.pdf") {
        $0.mediaType = "application/pdf"
      }
      try await world.move(order.id, to: .awaitingPayment, reason: "ilegível")
      world.clock.advance(by: .seconds(1))
      let third = try await world.prove(order.id, url: "https://media.example.com/third.png")
      #expect(third.status == .awaitingProof)
      #expect(third.proofs.map { $0.url.suffix(10) } == ["/proof.jpg", "second.pdf", "/third.png"])
      #expect(
        third.events.map(\.type) == ["created", "proof_attached", "proof_attached", "status_changed", "proof_attached"])
      #expect(third.version == 5)
    }
  }

  @Test(
    "cash and orders that wait for nothing take no proof, and every bad field is named", arguments: Engine.available)
  func illegal(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let cash = try await world.order([(coffee.id, 1)], in: store.id, .cod)
      let notPix = try await refusal { _ = try await world.prove(cash.id) }
      #expect(notPix.reason == "NOT_A_PIX_ORDER")
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let bad = try await refusal {
        _ = try await world.prove(order.id, url: "ftp://x") {
          $0.mediaType = "text/html"
          $0.note = String(repeating: "x", count: 1_001)
        }
      }
      #expect(bad.violations.map(\.field) == ["url", "media_type", "note"])
      try await world.move(order.id, to: .confirmed)
      let late = try await refusal { _ = try await world.prove(order.id) }
      #expect(late.reason == "ILLEGAL_TRANSITION")
      #expect(late.metadata["allowed"] == "preparing,shipped,cancelled")
      let stranger = Caller(userID: "user-eva", credential: .internalToken)
      let hidden = try await refusal { _ = try await world.prove(order.id, as: stranger) }
      #expect(hidden.reason == "ORDER_NOT_FOUND")
    }
  }

  @Test("a proof sent twice with one key is one proof; an old version is told", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let first = try await world.prove(order.id, key: "k") { $0.expectedVersion = 1 }
      #expect(try await world.prove(order.id, key: "k") { $0.expectedVersion = 1 } == first)
      let stale = try await refusal { _ = try await world.prove(order.id) { $0.expectedVersion = 1 } }
      #expect(stale.code == .aborted)
      #expect(stale.reason == "VERSION_CONFLICT")
      #expect(stale.metadata == ["expected": "1", "current": "2"])
    }
  }

  /// An order of "lead-1", a second later than the last.
  private static func order(
    _ world: OrderWorld, _ productID: String, _ storeID: String, _ method: OrderV1.PaymentMethod = .pix
  ) async throws -> String {
    var request = OrderV1.CreateOrderRequest.lines([(productID, 1)], in: storeID, method)
    request.leadID = "lead-1"
    world.clock.advance(by: .seconds(1))
    return try await world.createOrder(request).id
  }

  @Test("a lead's proof finds its newest order that waits for one", arguments: Engine.available)
  func byLead(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let early = try await refusal { _ = try await world.order(awaitingProofOf: "lead-1") }
      #expect(early.reason == "ORDER_NOT_FOUND")
      let old = try await Self.order(world, coffee.id, store.id)
      let new = try await Self.order(world, coffee.id, store.id)
      _ = try await Self.order(world, coffee.id, store.id, .cod)
      #expect(try await world.order(awaitingProofOf: "lead-1").id == new)
      try await world.move(new, to: .cancelled)
      #expect(try await world.order(awaitingProofOf: "lead-1").id == old)
      _ = try await world.prove(old)
      #expect(try await world.order(awaitingProofOf: "lead-1").id == old)
      let stranger = Caller(userID: "user-eva", credential: .internalToken)
      let hidden = try await refusal { _ = try await world.order(awaitingProofOf: "lead-1", as: stranger) }
      #expect(hidden.reason == "ORDER_NOT_FOUND")
      try await world.move(old, to: .confirmed)
      let late = try await refusal { _ = try await world.order(awaitingProofOf: "lead-1") }
      #expect(late.reason == "ORDER_NOT_FOUND")
    }
  }
}

@Suite("Payment attempts that callers log")
struct PaymentAttemptTests {
  @Test("an attempt is the same by its provider and id, and a success confirms", arguments: Engine.available)
  func logged(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let pending = try await world.record(order.id, "pending") {
        $0.provider = "other"
        $0.externalID = "tx-1"
      }
      #expect(pending.paymentAttempts.map(\.provider) == ["manual_pix", "other"])
      #expect(pending.events.last?.type == "payment_recorded")
      let again = try await world.record(order.id, "pending") {
        $0.provider = "other"
        $0.externalID = "tx-1"
      }
      #expect(again == pending)
      let failed = try await world.record(order.id, "failed") {
        $0.provider = "other"
        $0.externalID = "tx-1"
        $0.error = "recusado"
      }
      #expect(failed.paymentAttempts.map(\.status) == ["pending", "failed"])
      #expect(failed.paymentAttempts[1].error == "recusado")
      let paid = try await world.record(order.id, "succeeded") {
        $0.provider = "other"
        $0.externalID = "tx-2"
      }
      #expect(paid.status == .confirmed)
      #expect(paid.paymentAttempts.map(\.status) == ["failed", "failed", "succeeded"])
      #expect(try await world.product(coffee.id).stock == 9)
      #expect(try await world.order(ofCharge: "tx-2").id == order.id)
      let settled = try await refusal {
        _ = try await world.record(order.id, "failed") {
          $0.provider = "other"
          $0.externalID = "tx-2"
        }
      }
      #expect(settled.reason == "PAYMENT_SETTLED")
      #expect(settled.code == .failedPrecondition)
    }
  }

  @Test("a second payment is due back, and can be closed", arguments: Engine.available)
  func twice(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      let twice = try await world.record(order.id, "succeeded") {
        $0.provider = "other"
        $0.externalID = "tx-2"
      }
      #expect(twice.status == .confirmed)
      #expect(twice.paymentAttempts.map(\.status) == ["succeeded", "refund_due"])
      let closed = try await world.record(order.id, "refunded") { $0.provider = "other" }
      #expect(closed.paymentAttempts.map(\.status) == ["succeeded", "refunded"])
      #expect(closed.events.last?.type == "refunded")
    }
  }

  @Test("another order's payment and bad fields are refused", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let one = try await world.order([(coffee.id, 1)], in: store.id)
      let two = try await world.order([(coffee.id, 1)], in: store.id)
      _ = try await world.record(one.id, "pending") {
        $0.provider = "abacatepay"
        $0.externalID = "pix_1"
      }
      let taken = try await refusal {
        _ = try await world.record(two.id, "succeeded") {
          $0.provider = "abacatepay"
          $0.externalID = "pix_1"
        }
      }
      #expect(taken.reason == "PAYMENT_ALREADY_RECORDED")
      let bad = try await refusal {
        _ = try await world.record(one.id, "paid") {
          $0.provider = "stripe"
          $0.amountCents = 0
        }
      }
      #expect(bad.violations.map(\.field) == ["status", "provider", "amount_cents"])
      #expect(try await world.order(two.id) == two)
    }
  }

  @Test("the database itself lets no order be paid twice or in part", arguments: Engine.available)
  func constraints(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      for sql in [
        """
        INSERT INTO payment_attempts (tenant_id, id, order_id, provider, status, amount_cents, created_at, updated_at)
        SELECT tenant_id, 'second', order_id, provider, status, amount_cents, created_at, updated_at
        FROM payment_attempts
        """, "UPDATE payment_attempts SET received_cents = amount_cents - 1",
      ] {
        await #expect(throws: StorageError.self) { try await world.database.write { tx in _ = try tx.execute(sql) } }
      }
    }
  }
}
