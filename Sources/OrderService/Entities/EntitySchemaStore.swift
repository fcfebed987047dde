import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// The schemas of organizations' custom data. The audit log tells who changed them.
struct EntitySchemaStore: Sendable {
  let database: any Database
  /// Woken by changes, which leave indexes to be made anew.
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  /// Stores a new schema.
  /// - Throws: ``EntityError/nameTaken(_:)``, ``EntityError/slugTaken(_:)``, ``EntityError/tooManySchemas``.
  func create<Reply: Message>(
    _ new: NewEntitySchema, by member: OrganizationMember, _ once: Once,
    _ reply: @escaping @Sendable (EntitySchema) -> Reply
  ) async throws -> Reply {
    let schema = new.schema(id: ids.next(), organizationID: member.organizationID, by: member.userID, at: clock.now())
    return try await database.writeOnce(once) { [ids] tenant in
      try tenant.insert(schema)
      try tenant.audit("entity_schema.created", entitySchema: schema.id, by: member, at: schema.createdAt, ids: ids)
      return reply(schema)
    }
  }

  /// Changes a schema.
  /// - Throws: ``EntityError``.
  func update<Reply: Message>(
    _ schemaID: String, _ change: EntitySchemaChange, by member: OrganizationMember, _ once: Once,
    _ reply: @escaping @Sendable (EntitySchema) -> Reply
  ) async throws -> Reply {
    let duplicate = try await duplicateField(of: schemaID, change, member)
    let answer = try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      if let duplicate { throw EntityError.valueTaken(field: duplicate) }
      let changed = try tenant.update(
        entitySchema: schemaID, in: member.organizationID, change, at: now, ids: ids)
      try tenant.audit("entity_schema.changed", entitySchema: changed.id, by: member, at: now, ids: ids)
      return reply(changed)
    }
    relay.wake()
    return answer
  }

  /// Deletes a schema that has no records.
  /// - Throws: ``EntityError/hasRecords(_:)``, ``EntityError/schemaNotFound(_:)``.
  func delete(_ schemaID: String, by member: OrganizationMember) async throws {
    try await database.write(tenant: member.tenantID) { [ids, now = clock.now()] tenant in
      try tenant.delete(entitySchema: schemaID, in: member.organizationID)
      try tenant.audit("entity_schema.deleted", entitySchema: schemaID, by: member, at: now, ids: ids)
    }
  }

  /// A schema of the member's organization, with its records counted.
  /// - Throws: ``EntityError/schemaNotFound(_:)``, for others' schemas too.
  func schema(_ schemaID: String, for member: OrganizationMember) async throws -> EntitySchema {
    try await database.read(tenant: member.tenantID) { tenant in
      try tenant.entitySchema(schemaID, in: member.organizationID, counting: true)
    }
  }

  /// A page of the organization's schemas, newest first, and how many there are.
  func list(
    _ page: PageRequest, for member: OrganizationMember
  ) async throws -> (schemas: [EntitySchema], total: Int64) {
    try await database.read(tenant: member.tenantID) { tenant in
      (
        try tenant.entitySchemas(in: member.organizationID, page, counting: true),
        try tenant.entitySchemaCount(in: member.organizationID)
      )
    }
  }

  /// All of an organization's schemas, with their records counted.
  func all(of organizationID: String, tenantID: String) async throws -> [EntitySchema] {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.entitySchemas(in: organizationID, counting: true)
    }
  }

  /// Two records that have one value where a field is to become unique. Looked for beforehand: it takes a while, and
  /// a transaction that writes would hold up others.
  private func duplicateField(
    of schemaID: String, _ change: EntitySchemaChange, _ member: OrganizationMember
  ) async throws -> String? {
    try await database.read(tenant: member.tenantID) { [now = clock.now()] tenant -> String? in
      guard let schema = try tenant.entitySchemaIfAny(schemaID, in: member.organizationID) else { return nil }
      return try tenant.duplicateField(of: change.applied(to: schema, at: now), since: schema)
    }
  }
}
