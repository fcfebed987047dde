import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Searching entity records")
struct EntitySearchTests {
  static let definition = """
    {"name": {"type": "string"}, "price": {"type": "float"}, "on": {"type": "boolean"}, "day": {"type": "datetime"},
     "status": {"type": "enum", "values": ["active", "pending", "done"]}}
    """
  static let records = [
    #"{"name": "Ação", "price": 10, "on": true, "day": "2026-01-01T00:00:00Z", "status": "active"}"#,
    #"{"name": "banana_1", "price": 100.5, "on": false, "day": "2026-01-01T12:00:00+12:00", "status": "pending"}"#,
    #"{"name": "100% BANANA", "price": 100, "day": "2026-03-01T00:00:00Z", "status": "done"}"#,
    #"{"name": "x' OR '1'='1", "price": -5}"#,
    #"{"on": true}"#,
  ]

  /// A query, and the places of the records that match.
  static let cases: [(String, [Int])] = [
    ("{}", [0, 1, 2, 3, 4]),
    (#"{"price": 100}"#, [2]),
    (#"{"price": {"operator": "gt", "value": 100}}"#, [1]),
    (#"{"price": {"operator": "gte", "value": 100}}"#, [1, 2]),
    (#"{"price": {"operator": "lt", "value": 10}}"#, [3]),
    (#"{"price": {"operator": "lte", "value": 10}}"#, [0, 3]),
    (#"{"price": {"operator": "ne", "value": 100}}"#, [0, 1, 3]),
    (#"{"price": [{"operator": "gte", "value": 10}, {"operator": "lt", "value": 100.5}]}"#, [0, 2]),
    (#"{"price": null}"#, [4]),
    (#"{"price": {"operator": "ne", "value": null}}"#, [0, 1, 2, 3]),
    (#"{"price": "100"}"#, []),
    (#"{"price": {"operator": "ne", "value": "100"}}"#, [0, 1, 2, 3]),
    (#"{"on": true}"#, [0, 4]),
    (#"{"on": false}"#, [1]),
    (#"{"name": "x' OR '1'='1"}"#, [3]),
    (#"{"name": {"operator": "like", "value": "%banana%"}}"#, [1]),
    (#"{"name": {"operator": "ilike", "value": "%BANANA%"}}"#, [1, 2]),
    (#"{"name": {"operator": "ilike", "value": "ação"}}"#, [0]),
    (#"{"name": {"operator": "like", "value": "100\\%%"}}"#, [2]),
    (#"{"name": {"operator": "like", "value": "banana\\__"}}"#, [1]),
    (#"{"name": {"operator": "like", "value": "[b]anana%"}}"#, []),
    (#"{"name": {"operator": "like", "value": "%\\"}}"#, []),
    ("{\"name\": {\"operator\": \"like\", \"value\": \"%\u{301}\"}}", []),
    (#"{"name": {"operator": "like", "value": "%%a%%"}}"#, [1]),
    (#"{"name": [{"operator": "gt", "value": "a"}, {"operator": "like", "value": "%1"}]}"#, [1, 3]),
    (#"{"name": [{"operator": "lt", "value": "c"}, {"operator": "ne", "value": null}]}"#, [0, 1, 2]),
    (#"{"name": {"operator": "gt", "value": "a"}}"#, [1, 3]),
    (#"{"status": {"operator": "in", "value": ["active", "pending"]}}"#, [0, 1]),
    (#"{"status": {"operator": "not_in", "value": ["active", 7]}}"#, [1, 2]),
    (#"{"day": "2026-01-01T00:00:00+00:00"}"#, [0, 1]),
    (#"{"day": {"operator": "gt", "value": "2026-01-01T00:00:00Z"}}"#, [2]),
    (#"{"price": {"operator": "gt", "value": 0}, "on": true}"#, [0]),
    (#"{"created_by_id": "user-ana", "price": -5}"#, [3]),
    (#"{"created_at": {"operator": "gte", "value": "2026-03-02T12:00:02Z"}}"#, [2, 3, 4]),
  ]

  static func filled(_ calls: EntityCalls) async throws -> (schema: OrderV1.EntitySchema, ids: [String]) {
    let schema = try await calls.createSchema(definition)
    var ids: [String] = []
    for data in records {
      ids.append(try await calls.create(data, in: schema.id).id)
      calls.world.clock.advance(by: .seconds(1))
    }
    return (schema, ids)
  }

  @Test("finds what each operator asks for, with a schema and without", arguments: Engine.available)
  func operators(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let (schema, ids) = try await Self.filled(calls)
      for (query, places) in Self.cases {
        for schemaID in [schema.id, nil] {
          let found = try await calls.search(query, in: schemaID, orderDir: "asc")
          #expect(found.items.map(\.id) == places.map { ids[$0] }, "\(query)")
          #expect(found.total == Int64(places.count), "\(query)")
        }
      }
    }
  }

  @Test("orders by any field, records without a value last, and pages", arguments: Engine.available)
  func order(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let (schema, ids) = try await Self.filled(calls)
      let up = try await calls.search("{}", in: schema.id, orderBy: "price", orderDir: "asc")
      #expect(up.items.map(\.id) == [3, 0, 2, 1, 4].map { ids[$0] })
      let down = try await calls.search("{}", in: schema.id, orderBy: "price")
      #expect(down.items.map(\.id) == [1, 2, 0, 3, 4].map { ids[$0] })
      let page = try await calls.search("{}", page: 2, size: 2)
      #expect(page.items.map(\.id) == [ids[2], ids[1]] && page.total == 5 && page.pages == 3 && page.page == 2)
      #expect(try await calls.search("{}", page: 4, size: 2).items.isEmpty)
    }
  }

  @Test("a changed definition changes what is found by", arguments: Engine.available)
  func reindex(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"code": {"type": "string"}, "n": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"code": "a@example.com", "n": 5}"#, in: schema.id)
      let other = try await calls.create(#"{"code": "plain", "n": 6}"#, in: schema.id)
      _ = try await calls.updateSchema(schema.id) {
        $0.fieldsDefinition = try Google_Protobuf_Struct(
          jsonString: #"{"code": {"type": "email"}, "n": {"type": "float", "unique": true}}"#)
      }
      _ = try await world.relay.drain()
      #expect(try await calls.search(#"{"code": "a@example.com"}"#).items.map(\.id) == [record.id])
      // The record has this value still, though it could not be written again.
      #expect(try await calls.search(#"{"code": "plain"}"#).items.map(\.id) == [other.id])
      #expect(try await calls.search(#"{"n": 6}"#).items.map(\.id) == [other.id])
      let taken = try await refusal { _ = try await calls.update(other.id, #"{"n": 5}"#) }
      #expect(taken.reason == "ENTITY_VALUE_TAKEN" && taken.metadata["field"] == "n")
    }
  }

  @Test("every mistake in a query is named", arguments: Engine.available)
  func badQueries(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let (schema, _) = try await Self.filled(calls)
      let bad = try await refusal {
        _ = try await calls.search(
          """
          {"a": {"operator": "between", "value": 1}, "b": {"operator": "gt"}, "c": {"operator": "in", "value": 1},
           "d": {"operator": "like", "value": 1}, "e": {"operator": "gt", "value": null}, "f": {"operator": "eq",
           "value": 1, "x": 1}}
          """, orderDir: "up", page: 0, size: 101)
      }
      #expect(
        bad.violations.map(\.field) == [
          "query.a.operator", "query.b.value", "query.c.value", "query.d.value", "query.e.value", "query.f.x", "page",
          "size", "order_dir",
        ])
      let unknown = try await refusal { _ = try await calls.search(#"{"zz": 1}"#, in: schema.id, orderBy: "yy") }
      #expect(unknown.violations.map(\.field) == ["query.zz", "order_by"])
      #expect(try await calls.search(#"{"zz": 1}"#).total == 0)
      #expect(try await calls.search(#"{"zz": null}"#).total == 5)
    }
  }
}
