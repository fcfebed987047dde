import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Entity schemas")
struct EntitySchemaTests {
  static let everyType = """
    {"name": {"type": "string", "required": true, "max_length": 50}, "notes": {"type": "text"},
     "count": {"type": "integer", "min": 0, "max": 10}, "price": {"type": "float"}, "on": {"type": "boolean", "default": true},
     "day": {"type": "datetime", "min": "2026-01-01T00:00:00Z"}, "color": {"type": "enum", "values": ["red", "blue"]},
     "mail": {"type": "email", "unique": true}, "site": {"type": "url"}, "tel": {"type": "phone"}}
    """

  @Test("are created, read, listed and changed; the version follows the definition", arguments: Engine.available)
  func life(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(Self.everyType)
      #expect(schema.version == 1 && schema.isActive && schema.createdByID == "user-ana" && schema.recordsCount == 0)
      #expect(schema.fieldsDefinition.fields.count == 10)
      #expect(try await calls.schema(schema.id) == schema)
      world.clock.advance(by: .seconds(1))
      let renamed = try await calls.updateSchema(schema.id) { $0.name = "Coisas" }
      #expect(renamed.name == "Coisas" && renamed.version == 1 && renamed.slug == "produtos")
      let same = try await calls.updateSchema(schema.id) { $0.fieldsDefinition = schema.fieldsDefinition }
      #expect(same.version == 1)
      let other = try await calls.updateSchema(schema.id) {
        $0.fieldsDefinition = try Google_Protobuf_Struct(jsonString: #"{"name": {"type": "text"}}"#)
        $0.isActive = false
      }
      #expect(other.version == 2 && !other.isActive)
      world.clock.advance(by: .seconds(1))
      let second = try await calls.createSchema(#"{"x": {"type": "integer"}}"#, name: "B", slug: "b")
      let list = try await calls.schemas(size: 1)
      #expect(list.items.map(\.id) == [second.id] && list.total == 2 && list.pages == 2)
      #expect(try await calls.schemas(page: 2, size: 1).items.map(\.id) == [schema.id])
      try await calls.deleteSchema(second.id)
      #expect(try await refusal { _ = try await calls.schema(second.id) }.reason == "ENTITY_SCHEMA_NOT_FOUND")
    }
  }

  @Test("names and slugs are unique in an organization only", arguments: Engine.available)
  func unique(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#, key: "k")
      #expect(try await calls.createSchema(#"{"x": {"type": "integer"}}"#, key: "k") == schema)
      let name = try await refusal { _ = try await calls.createSchema(#"{"x": {"type": "integer"}}"#, slug: "b") }
      #expect(name.reason == "ENTITY_SCHEMA_NAME_TAKEN" && name.code == .alreadyExists)
      let slug = try await refusal { _ = try await calls.createSchema(#"{"x": {"type": "integer"}}"#, name: "B") }
      #expect(slug.reason == "ENTITY_SCHEMA_SLUG_TAKEN")
      var elsewhere = calls
      elsewhere.caller.organizationID = "org-2"
      #expect(try await elsewhere.createSchema(#"{"x": {"type": "integer"}}"#).id != schema.id)
    }
  }

  @Test("every mistake in a definition is named", arguments: Engine.available)
  func badDefinition(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let error = try await refusal {
        _ = try await calls.createSchema(
          """
          {"1x": {"type": "integer"}, "a": {"type": "money"}, "b": {"type": "enum"}, "c": {"type": "integer", "min": 5,
           "max": 1, "size": 3}, "d": {"type": "boolean", "max_length": 3}, "e": 7, "created_at": {"type": "datetime"},
           "f": {"type": "integer", "default": 1.5}, "g": {"type": "text", "unique": true, "max_length": 9000}}
          """, slug: "No Slug")
      }
      #expect(
        error.violations.map(\.field) == [
          "slug", "fields_definition.1x", "fields_definition.a.type", "fields_definition.b.values",
          "fields_definition.c.size", "fields_definition.c.min", "fields_definition.created_at",
          "fields_definition.d.max_length", "fields_definition.e", "fields_definition.f.default",
          "fields_definition.g.max_length",
        ])
      #expect(try await calls.schemas().total == 0)
    }
  }

  @Test("one with records is not deleted", arguments: Engine.available)
  func deletion(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"x": 1}"#, in: schema.id)
      let refused = try await refusal { try await calls.deleteSchema(schema.id) }
      #expect(refused.reason == "ENTITY_SCHEMA_HAS_RECORDS" && refused.metadata["records_count"] == "1")
      try await calls.delete(record.id)
      try await calls.deleteSchema(schema.id)
      #expect(try await calls.schemas().total == 0)
    }
  }

  @Test("others' schemas and records do not exist", arguments: Engine.available)
  func isolation(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"x": 1}"#, in: schema.id)
      for (tenant, organization) in [(Caller.defaultTenantID, "org-2"), ("tenant-2", "org-1")] {
        var foreign = calls
        foreign.caller.tenantID = tenant
        foreign.caller.organizationID = organization
        #expect(try await foreign.schemas().total == 0)
        #expect(try await foreign.search("{}").total == 0)
        #expect(try await refusal { _ = try await foreign.schema(schema.id) }.reason == "ENTITY_SCHEMA_NOT_FOUND")
        let search = try await refusal { _ = try await foreign.search("{}", in: schema.id) }
        #expect(search.reason == "ENTITY_SCHEMA_NOT_FOUND")
        let create = try await refusal { _ = try await foreign.create(#"{"x": 1}"#, in: schema.id) }
        #expect(create.reason == "ENTITY_SCHEMA_NOT_FOUND")
        #expect(try await refusal { _ = try await foreign.record(record.id) }.reason == "ENTITY_RECORD_NOT_FOUND")
        #expect(try await refusal { try await foreign.delete(record.id) }.reason == "ENTITY_RECORD_NOT_FOUND")
      }
      #expect(try await calls.record(record.id) == record)
    }
  }

  @Test("usage is counted for services only", arguments: Engine.available)
  func usage(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#)
      _ = try await calls.create(#"{"x": 1}"#, in: schema.id)
      let usage = try await world.channel.call(.getEntityUsage, caller: Caller(credential: .service)) {
        $0.organizationID = "org-1"
      }
      #expect(usage.schemasCount == 1 && usage.recordsCount == 1 && usage.schemas.map(\.schemaID) == [schema.id])
      let refused = try await refusal {
        try await world.channel.call(.getEntityUsage, caller: EntityCalls.member) { $0.organizationID = "org-1" }
      }
      #expect(refused.reason == "SERVICE_CALLERS_ONLY")
    }
  }
}
