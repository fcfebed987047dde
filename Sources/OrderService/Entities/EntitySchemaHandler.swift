import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf

/// `quartet.order.v1.EntitySchemaService`.
struct EntitySchemaHandler: OrderV1.EntitySchemaService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  func listEntitySchemas(
    request: OrderV1.ListEntitySchemasRequest, context: ServerContext
  ) async throws -> OrderV1.ListEntitySchemasResponse {
    let (tenantID, organizationID, _) = try Call.current.caller.member()
    let page = try request.checkedPage()
    let (schemas, total) = try await database.read(tenant: tenantID) { tenant in
      return (
        try tenant.entitySchemas(in: organizationID, page, counting: true),
        try tenant.entitySchemaCount(in: organizationID)
      )
    }
    return .with {
      $0.items = schemas.map(\.asProto)
      $0.total = total
      $0.page = Int32(clamping: page.page)
      $0.size = Int32(clamping: page.size)
      $0.pages = page.pages(of: total)
    }
  }

  func createEntitySchema(
    request: OrderV1.CreateEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    let call = try Call.current
    let (tenantID, organizationID, userID) = try call.caller.member()
    let schema = try EntitySchemaDraft(proto: request)
      .schema(id: ids.next(), organizationID: organizationID, by: userID, at: clock.now())
    let once = try Once("entity_schema.create:\(organizationID)", request, call, at: schema.createdAt)
    return try await database.write(once) { [ids] tx in
      let tenant = TenantTransaction(tenantID, tx)
      try tenant.insert(schema)
      try tenant.audit(
        "entity_schema.created", entitySchema: schema.id, in: organizationID, by: userID, at: schema.createdAt, ids: ids
      )
      return schema.asProto
    }
  }

  func getEntitySchema(
    request: OrderV1.GetEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    let (tenantID, organizationID, _) = try Call.current.caller.member()
    return try await database.read(tenant: tenantID) { tenant in
      try tenant.entitySchema(request.schemaID, in: organizationID, counting: true).asProto
    }
  }

  func updateEntitySchema(
    request: OrderV1.UpdateEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    let call = try Call.current
    let (tenantID, organizationID, userID) = try call.caller.member()
    let change = try EntitySchemaChange(proto: request)
    let once = try Once("entity_schema.update:\(organizationID)", request, call, at: clock.now())
    // Looked for beforehand: it takes a while, and a transaction that writes would hold up others.
    let duplicate = try await database.read { [now = clock.now()] tx -> String? in
      let tenant = TenantTransaction(tenantID, tx)
      guard let schema = try tenant.entitySchemaIfAny(request.schemaID, in: organizationID) else { return nil }
      return try tenant.duplicateField(of: change.applied(to: schema, at: now), since: schema)
    }
    let schema = try await database.write(once) { [ids, now = clock.now()] tx in
      if let duplicate { throw EntityError.valueTaken(field: duplicate) }
      let tenant = TenantTransaction(tenantID, tx)
      let changed = try tenant.update(entitySchema: request.schemaID, in: organizationID, change, at: now, ids: ids)
      try tenant.audit(
        "entity_schema.changed", entitySchema: changed.id, in: organizationID, by: userID, at: now, ids: ids)
      return changed.asProto
    }
    relay.wake()
    return schema
  }

  func deleteEntitySchema(
    request: OrderV1.DeleteEntitySchemaRequest, context: ServerContext
  ) async throws -> Google_Protobuf_Empty {
    let (tenantID, organizationID, userID) = try Call.current.caller.member()
    try await database.write(tenant: tenantID) { [ids, now = clock.now()] tenant in
      try tenant.delete(entitySchema: request.schemaID, in: organizationID)
      try tenant.audit(
        "entity_schema.deleted", entitySchema: request.schemaID, in: organizationID, by: userID, at: now, ids: ids)
    }
    return .init()
  }
}

extension Caller {
  /// Who acts in which organization; the gateway has checked the membership.
  /// - Throws: UNAUTHENTICATED without a user, PERMISSION_DENIED `ORGANIZATION_REQUIRED` without an organization.
  func member() throws -> (tenantID: String, organizationID: String, userID: String) {
    let userID = try requireUser()
    guard let organizationID else {
      throw ServiceError(.permissionDenied, "ORGANIZATION_REQUIRED", "Send an organization in X-Organization-Id.")
    }
    return (tenantID, organizationID, userID)
  }
}
