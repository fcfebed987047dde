import Contracts
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import OrderService

@Suite("Limits of custom data")
struct EntityLimitTests {
  private static func list(_ count: Int, _ item: (Int) -> String) -> String {
    "[\((0..<count).map(item).joined(separator: ","))]"
  }

  private static func conditions(_ count: Int) -> String {
    list(count) { #"{"operator": "gte", "value": -\#($0)}"# }
  }

  private static func anyOf(_ count: Int) -> String {
    #"{"operator": "in", "value": \#(list(count) { "\($0)" })}"#
  }

  private static func like(_ pattern: String) -> String { #"{"operator": "like", "value": "\#(pattern)"}"# }

  @Test("a search has so many conditions, items and patterns, and no more", arguments: Engine.available)
  func searches(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let names = (0..<50).map { "f\($0)" }
      let fields = names.map { #""\#($0)": {"type": "integer"}"# } + [#""t": {"type": "text"}"#]
      let schema = try await calls.createSchema("{\(fields.joined(separator: ","))}")
      let data = names.map { #""\#($0)": 1"# } + [#""t": "bbb""#]
      _ = try await calls.create("{\(data.joined(separator: ","))}", in: schema.id)

      let taken = [
        #"{"f0": \#(Self.conditions(50))}"#,
        "{\(names.map { #""\#($0)": {"operator": "gt", "value": 0}"# }.joined(separator: ","))}",
        #"{"f0": \#(Self.anyOf(1_000))}"#,
        #"{"t": \#(Self.list(10) { _ in Self.like("%b%") })}"#,
        #"{"t": \#(Self.like("%%b_%%"))}"#,
        #"{"t": \#(Self.like(String(repeating: "%", count: 999) + "b"))}"#,
      ]
      for query in taken {
        for schemaID in [schema.id, nil] {
          #expect(try await calls.search(query, in: schemaID).total == 1, "\(query.prefix(80))")
        }
      }

      let refused = [
        (#"{"f0": \#(Self.conditions(51))}"#, "query"),
        (#"{"f0": \#(Self.conditions(26)), "f1": \#(Self.conditions(25))}"#, "query"),
        (#"{"f0": \#(Self.anyOf(1_001))}"#, "query.f0.value"),
        (#"{"f0": \#(Self.anyOf(600)), "f1": \#(Self.anyOf(401))}"#, "query"),
        (#"{"t": \#(Self.list(11) { _ in Self.like("b") })}"#, "query"),
        (#"{"t": \#(Self.like(String(repeating: "b", count: 1_001)))}"#, "query.t.value"),
        (#"{"t": \#(Self.like(String(repeating: "%b", count: 21)))}"#, "query.t.value"),
        (#"{"\#(String(repeating: "n", count: 65))": 1}"#, "query"),
      ]
      for (query, field) in refused {
        let error = try await refusal { _ = try await calls.search(query, in: schema.id) }
        #expect(error.code == .invalidArgument && error.violations.map(\.field).first == field, "\(query.prefix(80))")
      }
      let deep = try await refusal { _ = try await calls.search("{}", page: 5_002, size: 20) }
      #expect(deep.violations.map(\.field) == ["page"])
      #expect(try await calls.search("{}", page: 5_001, size: 20).total == 1)
    }
  }

  @Test("a schema has at most 200 fields and 64 KiB, and options that are no objects", arguments: Engine.available)
  func definitions(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      func fields(_ count: Int, _ more: String = "") -> String {
        "{\((0..<count).map { #""f\#($0)": {"type": "integer"\#(more)}"# }.joined(separator: ","))}"
      }
      let long = #", "label": "\#(String(repeating: "x", count: 400))""#
      for definition in [fields(201), fields(200, long)] {
        let error = try await refusal { _ = try await calls.createSchema(definition) }
        #expect(error.violations.map(\.field) == ["fields_definition"])
      }
      let nested = try await refusal {
        _ = try await calls.createSchema(#"{"x": {"type": "text", "label": {"a": 1}}}"#)
      }
      #expect(nested.violations.map(\.field) == ["fields_definition.x.label"])
      // Looks like a K, and is equal to it as a String.
      let kelvin = try await refusal { _ = try await calls.createSchema("{\"\u{212A}\": {\"type\": \"text\"}}") }
      #expect(kelvin.violations.count == 1)
      #expect(try await calls.createSchema(fields(200)).fieldsDefinition.fields.count == 200)
    }
  }

  @Test("an organization has at most 100 schemas", arguments: Engine.available)
  func schemas(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      for number in 0..<100 {
        _ = try await calls.createSchema(#"{"x": {"type": "integer"}}"#, name: "N\(number)", slug: "n\(number)")
      }
      let refused = try await refusal { _ = try await calls.createSchema(#"{"x": {"type": "integer"}}"#) }
      #expect(refused.code == .failedPrecondition && refused.reason == "ENTITY_SCHEMA_LIMIT")
      var elsewhere = calls
      elsewhere.caller.organizationID = "org-2"
      _ = try await elsewhere.createSchema(#"{"x": {"type": "integer"}}"#)
    }
  }

  @Test("a schema has at most 100,000 records", arguments: Engine.available)
  func records(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#)
      _ = try await world.database.write { tx in
        try tx.execute(
          """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
          INSERT INTO entity_records (tenant_id, id, organization_id, schema_id, schema_version, data, created_by_id,
            created_at, updated_at)
          SELECT s.tenant_id, 'r' || CAST(n.i AS TEXT), s.organization_id, s.id, 1, '{}', s.created_by_id, n.i, 0
          FROM entity_schemas s, n WHERE s.id = ?
          """, schema.id)
      }
      let last = try await calls.create(#"{"x": 1}"#, in: schema.id, key: "k")
      let refused = try await refusal { _ = try await calls.create(#"{"x": 1}"#, in: schema.id) }
      #expect(refused.code == .failedPrecondition && refused.reason == "ENTITY_RECORD_LIMIT")
      #expect(try await calls.create(#"{"x": 1}"#, in: schema.id, key: "k") == last)
      _ = try await calls.update(last.id, #"{"x": 2}"#)
    }
  }

  @Test("a record has at most 256 KiB, known fields and no objects", arguments: Engine.available)
  func data(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(
        #"{"K": {"type": "integer"}, "a": {"type": "text"}, "b": {"type": "text"}, "c": {"type": "text"}}"#)
      let text = String(repeating: "x", count: 99_000)
      let large = try await refusal {
        _ = try await calls.create(#"{"a": "\#(text)", "b": "\#(text)", "c": "\#(text)"}"#, in: schema.id)
      }
      #expect(large.violations.map(\.field) == ["data"])
      let many = "{\((0..<5_000).map { #""u\#($0)": 1"# }.joined(separator: ","))}"
      let unknown = try await refusal { _ = try await calls.create(many, in: schema.id) }
      // Fifty, and a word about the rest.
      #expect(unknown.violations.count == 51)
      let nested = try await refusal { _ = try await calls.create(#"{"a": {"b": [1]}}"#, in: schema.id) }
      #expect(nested.violations.map(\.field) == ["data.a"])
      let kelvin = try await refusal { _ = try await calls.create("{\"\u{212A}\": 1}", in: schema.id) }
      #expect(kelvin.violations.count == 1)
      #expect(try await calls.search("{}").total == 0)
    }
  }

  @Test("lengths are counted in code points, and unique texts fit into an index", arguments: Engine.available)
  func lengths(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(
        """
        {"s": {"type": "string", "max_length": 5}, "u": {"type": "text", "unique": true},
         "n": {"type": "float", "unique": true}}
        """)
      let marks = "a" + String(repeating: "\u{301}", count: 5)
      let long = try await refusal { _ = try await calls.create(#"{"s": "\#(marks)"}"#, in: schema.id) }
      #expect(long.violations.map(\.field) == ["data.s"])
      _ = try await calls.create(#"{"s": "\#(String(marks.unicodeScalars.dropLast()))"}"#, in: schema.id)

      // 2,000 bytes in which nothing repeats, so that no engine can make them shorter.
      var state: UInt64 = 1
      let wide = (0..<500).compactMap { _ -> Unicode.Scalar? in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Unicode.Scalar(0x20000 + UInt32(truncatingIfNeeded: state >> 33) % 0xA000)
      }
      let text = String(String.UnicodeScalarView(wide))
      #expect(text.utf8.count == 2_000)
      _ = try await calls.create(#"{"u": "\#(text)"}"#, in: schema.id)
      let taken = try await refusal { _ = try await calls.create(#"{"u": "\#(text)"}"#, in: schema.id) }
      #expect(taken.reason == "ENTITY_VALUE_TAKEN")
      let longer = try await refusal { _ = try await calls.create(#"{"u": "\#(text)x"}"#, in: schema.id) }
      #expect(longer.violations.map(\.field) == ["data.u"])

      _ = try await calls.create(#"{"n": 0}"#, in: schema.id)
      let zero = try await refusal { _ = try await calls.create(#"{"n": -0.0}"#, in: schema.id) }
      #expect(zero.reason == "ENTITY_VALUE_TAKEN")
    }
  }
}
