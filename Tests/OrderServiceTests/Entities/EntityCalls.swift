import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf
import TestSupport

/// Calls about custom data, by a member of an organization.
struct EntityCalls: Sendable {
  static let member = Caller(userID: "user-ana", organizationID: "org-1", credential: .secretKey)

  let world: OrderWorld
  var caller = EntityCalls.member

  func createSchema(
    _ fields: String, name: String = "Produtos", slug: String = "produtos", key: String? = nil
  ) async throws -> OrderV1.EntitySchema {
    let definition = try Google_Protobuf_Struct(jsonString: fields)
    return try await world.channel.call(
      OrderV1.EntitySchemaService.Method.CreateEntitySchema.descriptor,
      OrderV1.CreateEntitySchemaRequest.with {
        $0.name = name
        $0.slug = slug
        $0.fieldsDefinition = definition
      }, caller: caller, idempotencyKey: key)
  }

  func updateSchema(
    _ id: String, _ configure: (inout OrderV1.UpdateEntitySchemaRequest) throws -> Void
  ) async throws -> OrderV1.EntitySchema {
    var request = OrderV1.UpdateEntitySchemaRequest.with { $0.schemaID = id }
    try configure(&request)
    return try await world.channel.call(
      OrderV1.EntitySchemaService.Method.UpdateEntitySchema.descriptor, request, caller: caller)
  }

  func schema(_ id: String) async throws -> OrderV1.EntitySchema {
    try await world.channel.call(
      OrderV1.EntitySchemaService.Method.GetEntitySchema.descriptor,
      OrderV1.GetEntitySchemaRequest.with { $0.schemaID = id }, caller: caller)
  }

  func schemas(page: Int32? = nil, size: Int32? = nil) async throws -> OrderV1.ListEntitySchemasResponse {
    try await world.channel.call(
      OrderV1.EntitySchemaService.Method.ListEntitySchemas.descriptor,
      OrderV1.ListEntitySchemasRequest.with {
        if let page { $0.page = page }
        if let size { $0.size = size }
      }, caller: caller)
  }

  func deleteSchema(_ id: String) async throws {
    let _: Google_Protobuf_Empty = try await world.channel.call(
      OrderV1.EntitySchemaService.Method.DeleteEntitySchema.descriptor,
      OrderV1.DeleteEntitySchemaRequest.with { $0.schemaID = id }, caller: caller)
  }

  func create(_ data: String, in schemaID: String, key: String? = nil) async throws -> OrderV1.EntityRecord {
    let data = try Google_Protobuf_Struct(jsonString: data)
    return try await world.channel.call(
      OrderV1.EntityRecordService.Method.CreateEntityRecord.descriptor,
      OrderV1.CreateEntityRecordRequest.with {
        $0.schemaID = schemaID
        $0.data = data
      }, caller: caller, idempotencyKey: key)
  }

  func update(_ id: String, _ data: String) async throws -> OrderV1.EntityRecord {
    let data = try Google_Protobuf_Struct(jsonString: data)
    return try await world.channel.call(
      OrderV1.EntityRecordService.Method.UpdateEntityRecord.descriptor,
      OrderV1.UpdateEntityRecordRequest.with {
        $0.recordID = id
        $0.data = data
      }, caller: caller)
  }

  func record(_ id: String) async throws -> OrderV1.EntityRecord {
    try await world.channel.call(
      OrderV1.EntityRecordService.Method.GetEntityRecord.descriptor,
      OrderV1.GetEntityRecordRequest.with { $0.recordID = id }, caller: caller)
  }

  func delete(_ id: String) async throws {
    let _: Google_Protobuf_Empty = try await world.channel.call(
      OrderV1.EntityRecordService.Method.DeleteEntityRecord.descriptor,
      OrderV1.DeleteEntityRecordRequest.with { $0.recordID = id }, caller: caller)
  }

  func search(
    _ query: String, in schemaID: String? = nil, orderBy: String? = nil, orderDir: String? = nil, page: Int32? = nil,
    size: Int32? = nil
  ) async throws -> OrderV1.SearchEntityRecordsResponse {
    let query = try Google_Protobuf_Struct(jsonString: query)
    return try await world.channel.call(
      OrderV1.EntityRecordService.Method.SearchEntityRecords.descriptor,
      OrderV1.SearchEntityRecordsRequest.with {
        $0.filter.query = query
        if let schemaID { $0.filter.schemaID = schemaID }
        if let orderBy { $0.orderBy = orderBy }
        if let orderDir { $0.orderDir = orderDir }
        if let page { $0.page = page }
        if let size { $0.size = size }
      }, caller: caller)
  }
}
