import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Entity records")
struct EntityRecordTests {
  @Test("follow their schema, with defaults filled in", arguments: Engine.available)
  func life(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(EntitySchemaTests.everyType)
      let data = """
        {"name": "Cadeira", "count": 3, "price": 9.5, "day": "2026-05-01T10:00:00-03:00", "color": "red",
         "mail": "a@example.com", "site": "https://example.com/x", "tel": "+5511912345678", "notes": null}
        """
      let record = try await calls.create(data, in: schema.id, key: "k")
      #expect(record.data.fields["on"]?.boolValue == true && record.data.fields["name"]?.stringValue == "Cadeira")
      #expect(record.schemaVersion == 1 && record.createdByID == "user-ana" && !record.hasUpdatedByID)
      #expect(try await calls.create(data, in: schema.id, key: "k") == record)
      #expect(try await calls.record(record.id) == record)
      var other = calls
      other.caller.userID = "user-bia"
      let updated = try await other.update(record.id, #"{"name": "Mesa"}"#)
      #expect(updated.updatedByID == "user-bia" && updated.createdByID == "user-ana")
      #expect(updated.data.fields.keys.sorted() == ["name", "on"])
      try await calls.delete(record.id)
      #expect(try await refusal { _ = try await calls.record(record.id) }.reason == "ENTITY_RECORD_NOT_FOUND")
    }
  }

  @Test("every bad value is named, and nothing is stored", arguments: Engine.available)
  func badValues(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(EntitySchemaTests.everyType)
      let error = try await refusal {
        _ = try await calls.create(
          """
          {"count": 11, "price": "much", "on": 1, "day": "2025-12-31T23:59:59Z", "color": "green", "mail": "nobody",
           "site": "ftp://x", "tel": "12", "notes": 7, "extra": 1}
          """, in: schema.id)
      }
      #expect(
        error.violations.map(\.field) == [
          "data.extra", "data.color", "data.count", "data.day", "data.mail", "data.name", "data.notes", "data.on",
          "data.price", "data.site", "data.tel",
        ])
      #expect(try await calls.search("{}").total == 0)
    }
  }

  @Test("a unique value is had by one record of any number at once", arguments: Engine.available)
  func uniqueRace(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(EntitySchemaTests.everyType)
      let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<20 {
          group.addTask {
            do {
              _ = try await calls.create(#"{"name": "n\#(number)", "mail": "a@example.com"}"#, in: schema.id)
              return "created"
            } catch let error as ServiceError {
              return error.reason
            }
          }
        }
        return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
      }
      #expect(outcomes == ["created": 1, "ENTITY_VALUE_TAKEN": 19])
    }
  }

  @Test("an inactive schema takes no new records", arguments: Engine.available)
  func inactive(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(#"{"x": {"type": "integer"}}"#)
      let record = try await calls.create(#"{"x": 1}"#, in: schema.id)
      _ = try await calls.updateSchema(schema.id) { $0.isActive = false }
      let refused = try await refusal { _ = try await calls.create(#"{"x": 2}"#, in: schema.id) }
      #expect(refused.reason == "ENTITY_SCHEMA_INACTIVE")
      #expect(try await calls.update(record.id, #"{"x": 3}"#).data.fields["x"]?.numberValue == 3)
    }
  }
}
