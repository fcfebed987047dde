import Contracts
import Runtime
import TestSupport
import Testing

@Suite("The audit log of orders and stores")
struct AuditTrailTests {
  /// What the audit log says, in the order of the messages' ids, which is that of the deeds.
  private func log(_ world: OrderWorld) async throws -> [AuthV1.RecordAuditEventRequest] {
    _ = try await world.relay.drain()
    return world.auth.audit.sorted { $0.id < $1.id }
  }

  @Test("what people do to stores, stock, files and orders is told once, with who did it", arguments: Engine.available)
  func people(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      _ = try await world.updateStore(
        .with {
          $0.id = store.id
          $0.name = store.name
          $0.reserveMinutes = 45
        })
      try await world.set(store.id) { $0.codEnabled = false }
      try await world.setSync(store.id) { $0.inboundEnabled = true }
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.upsert([.row("CAF-1", "Café Torrado 500g", 1_890, 7)], in: store.id)
      _ = try await world.createFile(of: coffee.id, key: "a.pdf")
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      for _ in 0..<2 {
        _ = try await world.move(order.id, to: .confirmed, reason: "Recebido", key: "k")
      }
      let entries = try await log(world)
      #expect(
        entries.map(\.action) == [
          "store.created", "store.changed", "payment_settings.changed", "stock_sync_settings.changed", "stock.adjusted",
          "product_file.created", "order.status_changed", "payment.confirmed",
        ])
      #expect(entries.allSatisfy { $0.actorUserID == "user-ana" && $0.organizationID == OrderWorld.company })
      #expect(entries[1].details == ["fields": "reserve_minutes"])
      #expect(entries[2].details == ["fields": "cod_enabled"])
      #expect(entries[4].targetID == store.id && entries[4].details["changes"] == "CAF-1: -3")
      #expect(entries[6].targetType == "order" && entries[6].targetID == order.id)
      #expect(entries[6].details["from"] == "awaiting_payment" && entries[6].details["to"] == "confirmed")
      #expect(entries[6].details["reason"] == "Recebido")
      #expect(entries[7].details["amount_cents"] == "1890")
    }
  }

  @Test("what a service does, and what is refused, is not told", arguments: Engine.available)
  func others(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let before = try await log(world)
      _ = try await world.move(order.id, to: .cancelled, as: OrderWorld.agent)
      let refused = try await refusal { _ = try await world.move(order.id, to: .confirmed) }
      #expect(refused.reason == "ILLEGAL_TRANSITION")
      #expect(try await log(world) == before)
    }
  }

  @Test("schemas of custom entities are told under their organization", arguments: Engine.available)
  func schemas(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"nome":{"type":"string"}}"#)
      _ = try await calls.updateSchema(schema.id) { $0.name = "Outros" }
      try await calls.deleteSchema(schema.id)
      let entries = try await log(world)
      #expect(
        entries.map(\.action) == ["entity_schema.created", "entity_schema.changed", "entity_schema.deleted"])
      #expect(entries.allSatisfy { $0.targetID == schema.id && $0.organizationID == "org-1" })
      #expect(entries.allSatisfy { $0.actorUserID == "user-ana" })
    }
  }
}
