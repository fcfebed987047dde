import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension EntitySchemaDraft {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.CreateEntitySchemaRequest) throws {
    var check = Violations()
    let name = SchemaFields.name(proto.name, &check)
    let slug = SchemaFields.slug(proto.slug, &check)
    check.text(proto.description_p, "description", 0...2_000)
    SchemaFields.definition(proto.fieldsDefinition, &check)
    try check.throwIfAny()
    self.init(
      name: name, slug: slug, description: proto.hasDescription_p ? proto.description_p : nil,
      definition: proto.fieldsDefinition)
  }

  func schema(id: String, organizationID: String, by userID: String, at now: Timestamp) -> EntitySchema {
    EntitySchema(
      id: id, organizationID: organizationID, name: name, slug: slug, description: description,
      definition: definition, version: 1, isActive: true, recordsCount: 0, createdByID: userID, createdAt: now,
      updatedAt: now)
  }
}

extension EntitySchemaChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.UpdateEntitySchemaRequest) throws {
    var check = Violations()
    self.init(
      name: proto.hasName ? SchemaFields.name(proto.name, &check) : nil,
      slug: proto.hasSlug ? SchemaFields.slug(proto.slug, &check) : nil,
      definition: proto.hasFieldsDefinition ? proto.fieldsDefinition : nil,
      isActive: proto.hasIsActive ? proto.isActive : nil)
    if proto.hasDescription_p {
      check.text(proto.description_p, "description", 0...2_000)
      description = proto.description_p.isEmpty ? .clear : .set(proto.description_p)
    }
    if proto.hasFieldsDefinition { SchemaFields.definition(proto.fieldsDefinition, &check) }
    try check.throwIfAny()
  }
}

/// How single fields of a schema are checked.
private enum SchemaFields {
  static func name(_ raw: String, _ check: inout Violations) -> String {
    let name = String(raw.trimming(\.isWhitespace))
    check.text(name, "name", 1...200)
    return name
  }

  static func slug(_ raw: String, _ check: inout Violations) -> String {
    guard !raw.isEmpty else {
      check.add("slug", "Field required", type: "missing")
      return raw
    }
    let parts = raw.split(separator: "-", omittingEmptySubsequences: false)
    let isGood =
      raw.utf8.count <= 64
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
    check.require(
      isGood, "slug", "should be 1 to 64 lower-case letters, digits and single inner hyphens",
      type: "string_pattern_mismatch")
    return raw
  }

  static func definition(_ definition: Google_Protobuf_Struct, _ check: inout Violations) {
    let size = (try? definition.canonicalJSON())?.utf8.count ?? .max
    guard check.require(size <= 64 << 10, "fields_definition", "should have at most 64 KiB of JSON with finite numbers")
    else { return }
    _ = EntityField.fields(definition, &check)
  }
}

extension OrderV1.ListEntitySchemasRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checkedPage() throws -> NumberedPage {
    var check = Violations()
    let page = NumberedPage(page: hasPage ? page : nil, size: hasSize ? size : nil, &check)
    try check.throwIfAny()
    return page
  }
}

extension OrderV1.CreateEntityRecordRequest {
  /// - Throws: INVALID_ARGUMENT naming `data`.
  func checkSize() throws { try data.checkRecordSize() }
}

extension OrderV1.UpdateEntityRecordRequest {
  /// - Throws: INVALID_ARGUMENT naming `data`.
  func checkSize() throws { try data.checkRecordSize() }
}

extension Google_Protobuf_Struct {
  fileprivate func checkRecordSize() throws {
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
    let filters = EntityFilter.filters(proto.filter.query, &check)
    let page = NumberedPage(page: proto.hasPage ? proto.page : nil, size: proto.hasSize ? proto.size : nil, &check)
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

extension EntitySchema {
  var asProto: OrderV1.EntitySchema {
    .with {
      $0.id = id
      $0.organizationID = organizationID
      $0.name = name
      $0.slug = slug
      if let description { $0.description_p = description }
      $0.fieldsDefinition = definition
      $0.version = version
      $0.isActive = isActive
      $0.recordsCount = recordsCount
      $0.createdByID = createdByID
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.indexingFields = indexingFields
    }
  }

  var asUsage: OrderV1.EntityUsage.SchemaUsage {
    .with {
      $0.schemaID = id
      $0.name = name
      $0.recordsCount = recordsCount
    }
  }
}

extension EntityRecord {
  var asProto: OrderV1.EntityRecord {
    .with {
      $0.id = id
      $0.schemaID = schemaID
      $0.organizationID = organizationID
      $0.data = data
      $0.schemaVersion = schemaVersion
      $0.createdByID = createdByID
      if let updatedByID { $0.updatedByID = updatedByID }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
