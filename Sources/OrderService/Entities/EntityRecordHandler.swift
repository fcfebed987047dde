import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf

/// `quartet.order.v1.EntityRecordService`.
struct EntityRecordHandler: OrderV1.EntityRecordService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let counts: EntityRecordCounts
  let clock: any WallClock
  let ids: any IDGenerator

  func createEntityRecord(
    request: OrderV1.CreateEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    let call = try Call.current
    let (tenantID, organizationID, userID) = try call.caller.member()
    try request.checkSize()
    let once = try Once("entity_record.create:\(organizationID)", request, call, at: clock.now())
    let schema = try await database.read(tenant: tenantID) { tenant in
      try tenant.entitySchemaIfAny(request.schemaID, in: organizationID)
    }
    let draft = EntityDraft(request.data, checkedBy: schema)
    // A schema that is not there has none to count.
    let hasRoom = schema == nil ? true : try await counts.hasRoom(in: request.schemaID, of: tenantID)
    return try await database.write(once) { [id = ids.next(), now = clock.now()] tx in
      guard hasRoom else { throw EntityError.tooManyRecords(schemaID: request.schemaID) }
      return try TenantTransaction(tenantID, tx).createRecord(
        draft, schemaID: request.schemaID, organizationID: organizationID, id: id, by: userID, at: now
      ).asProto
    }
  }

  func getEntityRecord(
    request: OrderV1.GetEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    let (tenantID, organizationID, _) = try Call.current.caller.member()
    return try await database.read(tenant: tenantID) { tenant in
      try tenant.entityRecord(request.recordID, in: organizationID).asProto
    }
  }

  func updateEntityRecord(
    request: OrderV1.UpdateEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    let call = try Call.current
    let (tenantID, organizationID, userID) = try call.caller.member()
    try request.checkSize()
    let once = try Once("entity_record.update:\(organizationID)", request, call, at: clock.now())
    let schema = try await database.read(tenant: tenantID) { tenant in
      try tenant.entitySchemaIfAny(ofRecord: request.recordID, in: organizationID)
    }
    let draft = EntityDraft(request.data, checkedBy: schema)
    return try await database.write(once) { [now = clock.now()] tx in
      try TenantTransaction(tenantID, tx).updateRecord(
        request.recordID, draft, organizationID: organizationID, by: userID, at: now
      ).asProto
    }
  }

  func deleteEntityRecord(
    request: OrderV1.DeleteEntityRecordRequest, context: ServerContext
  ) async throws -> Google_Protobuf_Empty {
    let (tenantID, organizationID, _) = try Call.current.caller.member()
    try await database.write(tenant: tenantID) { tenant in try tenant.deleteRecord(request.recordID, in: organizationID) }
    return .init()
  }

  func searchEntityRecords(
    request: OrderV1.SearchEntityRecordsRequest, context: ServerContext
  ) async throws -> OrderV1.SearchEntityRecordsResponse {
    let (tenantID, organizationID, _) = try Call.current.caller.member()
    let search = try EntitySearch(proto: request)
    let (records, total) = try await database.read(tenant: tenantID) { tenant in
      try tenant.search(search, in: organizationID)
    }
    return .with {
      $0.items = records.map(\.asProto)
      $0.total = total
      $0.page = Int32(clamping: search.page.page)
      $0.size = Int32(clamping: search.page.size)
      $0.pages = search.page.pages(of: total)
    }
  }

  func getEntityUsage(
    request: OrderV1.GetEntityUsageRequest, context: ServerContext
  ) async throws -> OrderV1.EntityUsage {
    let caller = try Call.current.caller.requireService()
    let schemas = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.entitySchemas(in: request.organizationID, counting: true)
    }
    return .with { usage in
      usage.schemasCount = Int64(schemas.count)
      usage.recordsCount = schemas.reduce(0) { $0 + $1.recordsCount }
      usage.schemas = schemas.sorted { $0.recordsCount > $1.recordsCount }.map(\.asUsage)
    }
  }
}
