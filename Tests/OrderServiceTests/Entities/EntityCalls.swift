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
    return try await world.channel.call(.createEntitySchema, caller: caller, idempotencyKey: key) {
      $0.name = name
      $0.slug = slug
      $0.fieldsDefinition = definition
    }
  }

  func updateSchema(
    _ id: String, _ configure: (inout OrderV1.UpdateEntitySchemaRequest) throws -> Void
  ) async throws -> OrderV1.EntitySchema {
    try await world.channel.call(.updateEntitySchema, caller: caller) {
      $0.schemaID = id
      try configure(&$0)
    }
  }

  func schema(_ id: String) async throws -> OrderV1.EntitySchema {
    try await world.channel.call(.getEntitySchema, caller: caller) { $0.schemaID = id }
  }

  func schemas(page: Int32? = nil, size: Int32? = nil) async throws -> OrderV1.ListEntitySchemasResponse {
    try await world.channel.call(.listEntitySchemas, caller: caller) {
      if let page { $0.page = page }
      if let size { $0.size = size }
    }
  }

  func deleteSchema(_ id: String) async throws {
    try await world.channel.call(.deleteEntitySchema, caller: caller) { $0.schemaID = id }
  }

  func create(_ data: String, in schemaID: String, key: String? = nil) async throws -> OrderV1.EntityRecord {
    let data = try Google_Protobuf_Struct(jsonString: data)
    return try await world.channel.call(.createEntityRecord, caller: caller, idempotencyKey: key) {
      $0.schemaID = schemaID
      $0.data = data
    }
  }

  func update(_ id: String, _ data: String) async throws -> OrderV1.EntityRecord {
    let data = try Google_Protobuf_Struct(jsonString: data)
    return try await world.channel.call(.updateEntityRecord, caller: caller) {
      $0.recordID = id
      $0.data = data
    }
  }

  func record(_ id: String) async throws -> OrderV1.EntityRecord {
    try await world.channel.call(.getEntityRecord, caller: caller) { $0.recordID = id }
  }

  func delete(_ id: String) async throws {
    try await world.channel.call(.deleteEntityRecord, caller: caller) { $0.recordID = id }
  }

  func search(
    _ query: String, in schemaID: String? = nil, orderBy: String? = nil, orderDir: String? = nil, page: Int32? = nil,
    size: Int32? = nil
  ) async throws -> OrderV1.SearchEntityRecordsResponse {
    let query = try Google_Protobuf_Struct(jsonString: query)
    return try await world.channel.call(.searchEntityRecords, caller: caller) {
      $0.filter.query = query
      if let schemaID { $0.filter.schemaID = schemaID }
      if let orderBy { $0.orderBy = orderBy }
      if let orderDir { $0.orderDir = orderDir }
      if let page { $0.page = page }
      if let size { $0.size = size }
    }
  }
}
