import Contracts
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import OrderService

@Suite("The index of entity records after a schema has changed")
struct EntityIndexTests {
  private static let numbers = (0..<59).map { "f\($0)" }

  /// A schema with one text and 59 numbers, and records of it that nothing has indexed yet.
  private static func filled(_ calls: EntityCalls, records: Int) async throws -> OrderV1.EntitySchema {
    let fields = numbers.map { #""\#($0)": {"type": "integer"}"# } + [#""day": {"type": "string"}"#]
    let schema = try await calls.createSchema("{\(fields.joined(separator: ","))}")
    let data = numbers.map { #""\#($0)":1"# } + [#""day":"2026-01-01T00:00:00Z""#]
    try await calls.world.database.write { tx in
      try tx.execute(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(records))
        INSERT INTO entity_records (tenant_id, id, organization_id, schema_id, schema_version, data, created_by_id,
          created_at, updated_at)
        SELECT s.tenant_id, 'r' || CAST(n.i AS TEXT), s.organization_id, s.id, 1, '{\(data.joined(separator: ","))}',
          s.created_by_id, n.i / 7, 0 FROM entity_schemas s, n WHERE s.id = ?
        """, schema.id)
    }
    return schema
  }

  private static func values(_ world: OrderWorld) async throws -> Int64 {
    try await world.database.read { tx in
      try tx.first("SELECT COUNT(*) FROM entity_values", as: { try $0.int(0) }) ?? 0
    }
  }

  private static func change(
    _ schema: OrderV1.EntitySchema, _ calls: EntityCalls, _ name: String, to field: String?
  ) async throws -> OrderV1.EntitySchema {
    let current = try await calls.schema(schema.id).fieldsDefinition
    let changed = try field.map { try Google_Protobuf_Value(jsonString: $0) }
    return try await calls.updateSchema(schema.id) {
      $0.fieldsDefinition = current
      $0.fieldsDefinition.fields[name] = changed
    }
  }

  @Test("is made anew for the changed field, in pieces that others write between", arguments: Engine.available)
  func pieces(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await Self.filled(calls, records: 1_500)
      let more = try await Self.change(schema, calls, "more", to: #"{"type": "text"}"#)
      #expect(more.indexingFields.isEmpty)
      let changed = try await Self.change(schema, calls, "day", to: #"{"type": "datetime"}"#)
      #expect(changed.indexingFields == ["day"] && changed.version == 3)
      #expect(try await Self.values(world) == 0)

      let isLeft = try await world.database.write(tenant: Caller.defaultTenantID) { tenant in
        try tenant.indexPiece(of: schema.id)
      }
      #expect(isLeft)
      #expect(try await Self.values(world) == 200)
      let day = #"{"day": "2026-01-01T02:00:00+02:00"}"#
      let refused = try await refusal { _ = try await calls.search(day, in: schema.id) }
      #expect(refused.code == .unavailable && refused.reason == "ENTITY_INDEX_BUILDING")
      #expect(refused.metadata["field"] == "day" && refused.retryAfter != nil)
      let order = try await refusal { _ = try await calls.search("{}", orderBy: "day") }
      #expect(order.reason == "ENTITY_INDEX_BUILDING")
      _ = try await calls.create(#"{"day": "2026-01-01T00:00:00Z", "f1": 2}"#, in: schema.id)
      #expect(try await calls.search(#"{"f1": 2}"#, in: schema.id).total == 1)

      // The process ends here; another one goes on.
      let next = EntityCalls(world: try await OrderWorld(world.database, clock: world.clock))
      _ = try await next.world.relay.drain()
      #expect(try await next.schema(schema.id).indexingFields.isEmpty)
      #expect(try await next.search(day, in: schema.id).total == 1_501)
      #expect(try await Self.values(world) == 1_502)
      _ = try await next.world.relay.drain()
      #expect(try await Self.values(world) == 1_502)
    }
  }

  @Test("begins again when the schema changes meanwhile", arguments: Engine.available)
  func changedMeanwhile(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await Self.filled(calls, records: 300)
      _ = try await Self.change(schema, calls, "day", to: #"{"type": "datetime"}"#)
      _ = try await world.database.write(tenant: Caller.defaultTenantID) { tenant in
        try tenant.indexPiece(of: schema.id)
      }
      let back = try await Self.change(schema, calls, "day", to: #"{"type": "text"}"#)
      #expect(back.indexingFields == ["day"])
      _ = try await world.relay.drain()
      #expect(try await calls.search(#"{"day": "2026-01-01T00:00:00Z"}"#).total == 300)
      #expect(try await calls.search(#"{"day": "2026-01-01T02:00:00+02:00"}"#).total == 0)
      #expect(try await calls.schema(schema.id).indexingFields.isEmpty)
    }
  }

  @Test(
    "a field that becomes unique has no value twice, before its index is made and after", arguments: Engine.available)
  func becomesUnique(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"code": {"type": "string"}, "n": {"type": "integer"}}"#)
      let first = try await calls.create(#"{"code": "a", "n": 1}"#, in: schema.id)
      let twin = try await calls.create(#"{"code": "a", "n": 2}"#, in: schema.id)
      let unique = #"{"type": "string", "unique": true}"#
      let refused = try await refusal { _ = try await Self.change(schema, calls, "code", to: unique) }
      #expect(refused.reason == "ENTITY_VALUE_TAKEN" && refused.metadata["field"] == "code")
      #expect(try await calls.schema(schema.id).version == 1)
      try await calls.delete(twin.id)
      #expect(try await Self.change(schema, calls, "code", to: unique).indexingFields == ["code"])

      let early = try await refusal { _ = try await calls.create(#"{"code": "a"}"#, in: schema.id) }
      #expect(early.reason == "ENTITY_VALUE_TAKEN")
      _ = try await calls.create(#"{"code": "b"}"#, in: schema.id)
      _ = try await calls.update(first.id, #"{"code": "a", "n": 3}"#)
      _ = try await world.relay.drain()
      for code in ["a", "b"] {
        let late = try await refusal { _ = try await calls.create(#"{"code": "\#(code)"}"#, in: schema.id) }
        #expect(late.reason == "ENTITY_VALUE_TAKEN")
      }
    }
  }

  @Test("a field that comes back is found by the values that records kept", arguments: Engine.available)
  func comesBack(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"a": {"type": "string"}, "b": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"a": "7", "b": 1}"#, in: schema.id)
      #expect(try await Self.change(schema, calls, "a", to: nil).indexingFields.isEmpty)
      #expect(try await calls.search(#"{"a": null}"#).total == 1)
      #expect(try await calls.search(#"{"a": "7"}"#).total == 0)
      #expect(try await calls.search("{}", orderBy: "a").total == 1)
      #expect(try await Self.change(schema, calls, "a", to: #"{"type": "text"}"#).indexingFields == ["a"])
      _ = try await world.relay.drain()
      #expect(try await calls.search(#"{"a": "7"}"#).items.map(\.id) == [record.id])
    }
  }

  @Test(
    "moments that were stored wrongly are mended when the service is brought up to date", arguments: Engine.available)
  func mended(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"day": {"type": "datetime"}, "n": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"day": "9999-12-31T23:59:59.999999Z", "n": 1}"#, in: schema.id)
      try await world.database.write { tx in
        try tx.execute("UPDATE entity_values SET text_value = '10000-01-01T00:00:00.0000-1Z' WHERE field = 'day'")
        try tx.execute("DELETE FROM storage_migrations WHERE id = ?", OrderSchema.entityMoments.id)
      }
      let query = #"{"day": {"operator": "gt", "value": "9999-12-31T00:00:00Z"}}"#
      #expect(try await calls.search(query).total == 0)
      let next = try await OrderWorld(world.database, clock: world.clock)
      _ = try await next.relay.drain()
      #expect(try await EntityCalls(world: next).search(query).items.map(\.id) == [record.id])
    }
  }
}
