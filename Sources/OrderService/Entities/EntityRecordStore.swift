import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// The records of organizations' custom data. What is to be stored is checked before the transaction: that may take
/// long, and a transaction holds up others.
struct EntityRecordStore: Sendable {
  let database: any Database
  let counts: EntityRecordCounts
  let clock: any WallClock
  let ids: any IDGenerator

  /// Stores a new record that follows a schema of the organization.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT with every bad field.
  func create<Reply: Message>(
    _ data: JSONObject, schemaID: String, by member: OrganizationMember, _ once: Once,
    _ reply: @escaping @Sendable (EntityRecord) -> Reply
  ) async throws -> Reply {
    let schema = try await database.read(tenant: member.tenantID) { tenant in
      try tenant.entitySchemaIfAny(schemaID, in: member.organizationID)
    }
    let input = EntityRecordInput(data, checkedBy: schema)
    // A schema that is not there has none to count.
    let hasRoom = schema == nil ? true : try await counts.hasRoom(in: schemaID, of: member.tenantID)
    return try await database.writeOnce(once) { [id = ids.next(), now = clock.now()] tenant in
      guard hasRoom else { throw EntityError.tooManyRecords(schemaID: schemaID) }
      return reply(try tenant.createRecord(input, schemaID: schemaID, id: id, by: member, at: now))
    }
  }

  /// Replaces a record's data.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT with every bad field.
  func update<Reply: Message>(
    _ recordID: String, _ data: JSONObject, by member: OrganizationMember, _ once: Once,
    _ reply: @escaping @Sendable (EntityRecord) -> Reply
  ) async throws -> Reply {
    let schema = try await database.read(tenant: member.tenantID) { tenant in
      try tenant.entitySchemaIfAny(ofRecord: recordID, in: member.organizationID)
    }
    let input = EntityRecordInput(data, checkedBy: schema)
    return try await database.writeOnce(once) { [now = clock.now()] tenant in
      reply(try tenant.updateRecord(recordID, input, by: member, at: now))
    }
  }

  /// - Throws: ``EntityError/recordNotFound(_:)``.
  func delete(_ recordID: String, by member: OrganizationMember) async throws {
    try await database.write(tenant: member.tenantID) { tenant in
      try tenant.deleteRecord(recordID, in: member.organizationID)
    }
  }

  /// A record of the member's organization.
  /// - Throws: ``EntityError/recordNotFound(_:)``, for others' records too.
  func record(_ recordID: String, for member: OrganizationMember) async throws -> EntityRecord {
    try await database.read(tenant: member.tenantID) { tenant in
      try tenant.entityRecord(recordID, in: member.organizationID)
    }
  }

  /// One page of matching records, and how many match in all.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT for fields that the schema does not have.
  func search(
    _ search: EntitySearch, for member: OrganizationMember
  ) async throws -> (records: [EntityRecord], total: Int64) {
    try await database.read(tenant: member.tenantID) { tenant in
      try tenant.search(search, in: member.organizationID)
    }
  }
}
