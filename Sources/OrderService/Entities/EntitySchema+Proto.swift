import Contracts
import Runtime
import Storage

extension NewEntitySchema {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.CreateEntitySchemaRequest) throws {
    var check = Violations()
    let name = SchemaFields.name(proto.name, &check)
    let slug = SchemaFields.slug(proto.slug, &check)
    check.text(proto.description_p, "description", 0...2_000)
    let definition = JSONObject(proto: proto.fieldsDefinition)
    SchemaFields.check(definition, &check)
    try check.throwIfAny()
    self.init(
      name: name, slug: slug, description: proto.hasDescription_p ? proto.description_p : nil,
      definition: definition)
  }
}

extension EntitySchemaChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.UpdateEntitySchemaRequest) throws {
    var check = Violations()
    self.init(
      name: proto.hasName ? SchemaFields.name(proto.name, &check) : nil,
      slug: proto.hasSlug ? SchemaFields.slug(proto.slug, &check) : nil,
      definition: proto.hasFieldsDefinition ? JSONObject(proto: proto.fieldsDefinition) : nil,
      isActive: proto.hasIsActive ? proto.isActive : nil)
    if proto.hasDescription_p {
      check.text(proto.description_p, "description", 0...2_000)
      description = proto.description_p.isEmpty ? .clear : .set(proto.description_p)
    }
    if let definition { SchemaFields.check(definition, &check) }
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
    let isValid =
      raw.utf8.count <= 64
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
    check.require(
      isValid, "slug", "should be 1 to 64 lower-case letters, digits and single inner hyphens",
      type: "string_pattern_mismatch")
    return raw
  }

  static func check(_ definition: JSONObject, _ check: inout Violations) {
    let size = (try? definition.canonicalJSON())?.utf8.count ?? .max
    guard check.require(size <= 64 << 10, "fields_definition", "should have at most 64 KiB of JSON with finite numbers")
    else { return }
    _ = EntityField.fields(definition, &check)
  }
}

extension OrderV1.ListEntitySchemasRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checkedPage() throws -> PageRequest {
    var check = Violations()
    let page = PageRequest(page: hasPage ? page : nil, size: hasSize ? size : nil, &check)
    try check.throwIfAny()
    return page
  }
}

extension OrderV1.ListEntitySchemasResponse {
  init(_ schemas: [EntitySchema], total: Int64, _ page: PageRequest) {
    self = .with {
      $0.items = schemas.map(\.asProto)
      $0.total = total
      $0.page = page.page
      $0.size = page.perPage
      $0.pages = page.pages(of: total)
    }
  }
}

extension OrderV1.EntityUsage {
  init(of schemas: [EntitySchema]) {
    self = .with { usage in
      usage.schemasCount = Int64(schemas.count)
      usage.recordsCount = schemas.reduce(0) { $0 + $1.recordsCount }
      usage.schemas = schemas.sorted { $0.recordsCount > $1.recordsCount }.map(\.asUsage)
    }
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
      $0.fieldsDefinition = definition.asProto
      $0.version = version
      $0.isActive = isActive
      $0.recordsCount = recordsCount
      $0.createdByID = createdByID
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.indexingFields = indexingFields
    }
  }

  fileprivate var asUsage: OrderV1.EntityUsage.SchemaUsage {
    .with {
      $0.schemaID = id
      $0.name = name
      $0.recordsCount = recordsCount
    }
  }
}
