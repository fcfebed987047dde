import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension JSONObject {
  /// The data of a record as it came.
  /// - Throws: INVALID_ARGUMENT naming `data`.
  init(recordData proto: Google_Protobuf_Struct) throws {
    self.init(proto: proto)
    var check = Violations()
    let size = (try? canonicalJSON())?.utf8.count ?? .max
    check.require(size <= 256 << 10, "data", "should have at most 256 KiB of JSON with finite numbers")
    try check.throwIfAny()
  }
}

extension EntitySearch {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.SearchEntityRecordsRequest) throws {
    var check = Violations()
    let filters = EntityFilter.filters(JSONObject(proto: proto.filter.query), &check)
    let page = PageRequest(page: proto.hasPage ? proto.page : nil, size: proto.hasSize ? proto.size : nil, &check)
    let orderBy = proto.hasOrderBy ? proto.orderBy : "created_at"
    check.text(orderBy, "order_by", 1...64)
    let direction = proto.hasOrderDir ? proto.orderDir : "desc"
    check.require(["asc", "desc"].contains(direction), "order_dir", "should be asc or desc", type: "enum")
    try check.throwIfAny()
    self.init(
      schemaID: proto.filter.hasSchemaID ? proto.filter.schemaID : nil, filters: filters, orderBy: orderBy,
      isAscending: direction == "asc", page: page)
  }
}

extension OrderV1.SearchEntityRecordsResponse {
  init(_ records: [EntityRecord], total: Int64, _ page: PageRequest) {
    self = .with {
      $0.items = records.map(\.asProto)
      $0.total = total
      $0.page = page.page
      $0.size = page.perPage
      $0.pages = page.pages(of: total)
    }
  }
}

extension EntityRecord {
  var asProto: OrderV1.EntityRecord {
    .with {
      $0.id = id
      $0.schemaID = schemaID
      $0.organizationID = organizationID
      $0.data = data.asProto
      $0.schemaVersion = schemaVersion
      $0.createdByID = createdByID
      if let updatedByID { $0.updatedByID = updatedByID }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
