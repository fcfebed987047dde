import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf

/// `quartet.order.v1.EntitySchemaService`.
struct EntitySchemaHandler: OrderV1.EntitySchemaService.SimpleServiceProtocol, DirectlyCallable {
  let schemas: EntitySchemaStore
  let clock: any WallClock

  func listEntitySchemas(
    request: OrderV1.ListEntitySchemasRequest, context: ServerContext
  ) async throws -> OrderV1.ListEntitySchemasResponse {
    let member = try OrganizationMember(Call.current.caller)
    let page = try request.checkedPage()
    let (schemas, total) = try await schemas.list(page, for: member)
    return OrderV1.ListEntitySchemasResponse(schemas, total: total, page)
  }

  func createEntitySchema(
    request: OrderV1.CreateEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    let call = try Call.current
    let member = try OrganizationMember(call.caller)
    let new = try NewEntitySchema(proto: request)
    let once = try Once("entity_schema.create:\(member.organizationID)", request, call, at: clock.now())
    return try await schemas.create(new, by: member, once) { $0.asProto }
  }

  func getEntitySchema(
    request: OrderV1.GetEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    try await schemas.schema(request.schemaID, for: OrganizationMember(Call.current.caller)).asProto
  }

  func updateEntitySchema(
    request: OrderV1.UpdateEntitySchemaRequest, context: ServerContext
  ) async throws -> OrderV1.EntitySchema {
    let call = try Call.current
    let member = try OrganizationMember(call.caller)
    let change = try EntitySchemaChange(proto: request)
    let once = try Once("entity_schema.update:\(member.organizationID)", request, call, at: clock.now())
    return try await schemas.update(request.schemaID, change, by: member, once) { $0.asProto }
  }

  func deleteEntitySchema(
    request: OrderV1.DeleteEntitySchemaRequest, context: ServerContext
  ) async throws -> Google_Protobuf_Empty {
    try await schemas.delete(request.schemaID, by: OrganizationMember(Call.current.caller))
    return .init()
  }
}
