import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf

/// `quartet.order.v1.EntityRecordService`.
struct EntityRecordHandler: OrderV1.EntityRecordService.SimpleServiceProtocol, DirectlyCallable {
  let records: EntityRecordStore
  let schemas: EntitySchemaStore
  let clock: any WallClock

  func createEntityRecord(
    request: OrderV1.CreateEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    let call = try Call.current
    let member = try OrganizationMember(call.caller)
    let data = try JSONObject(recordData: request.data)
    let once = try Once("entity_record.create:\(member.organizationID)", request, call, at: clock.now())
    return try await records.create(data, schemaID: request.schemaID, by: member, once) { $0.asProto }
  }

  func getEntityRecord(
    request: OrderV1.GetEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    try await records.record(request.recordID, for: OrganizationMember(Call.current.caller)).asProto
  }

  func updateEntityRecord(
    request: OrderV1.UpdateEntityRecordRequest, context: ServerContext
  ) async throws -> OrderV1.EntityRecord {
    let call = try Call.current
    let member = try OrganizationMember(call.caller)
    let data = try JSONObject(recordData: request.data)
    let once = try Once("entity_record.update:\(member.organizationID)", request, call, at: clock.now())
    return try await records.update(request.recordID, data, by: member, once) { $0.asProto }
  }

  func deleteEntityRecord(
    request: OrderV1.DeleteEntityRecordRequest, context: ServerContext
  ) async throws -> Google_Protobuf_Empty {
    try await records.delete(request.recordID, by: OrganizationMember(Call.current.caller))
    return .init()
  }

  func searchEntityRecords(
    request: OrderV1.SearchEntityRecordsRequest, context: ServerContext
  ) async throws -> OrderV1.SearchEntityRecordsResponse {
    let member = try OrganizationMember(Call.current.caller)
    let search = try EntitySearch(proto: request)
    let (records, total) = try await records.search(search, for: member)
    return OrderV1.SearchEntityRecordsResponse(records, total: total, search.page)
  }

  func getEntityUsage(
    request: OrderV1.GetEntityUsageRequest, context: ServerContext
  ) async throws -> OrderV1.EntityUsage {
    let caller = try Call.current.caller.requireService()
    return OrderV1.EntityUsage(
      of: try await schemas.all(of: request.organizationID, tenantID: caller.tenantID))
  }
}
