import Runtime
import Storage
import SwiftProtobuf

/// A schema of custom data.
struct EntitySchema: Sendable, Equatable {
  var id: String
  var organizationID: String
  var name: String
  var slug: String
  var description: String?
  /// As given.
  var definition: Google_Protobuf_Struct
  var version: Int64
  var isActive: Bool
  var recordsCount: Int64
  var createdByID: String
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// The definition as fields; it was checked when it was stored.
  var fields: [EntityField] {
    var ignored = Violations()
    return EntityField.fields(definition, &ignored)
  }

  /// A record's values: `data` checked, with defaults filled in.
  struct Checked: Sendable {
    var data: Google_Protobuf_Struct
    var values: [(field: EntityField, value: EntityField.Value)]
  }

  /// - Throws: INVALID_ARGUMENT with every bad field as `data.<field>`.
  func check(_ data: Google_Protobuf_Struct) throws -> Checked {
    var check = Violations()
    let fields = fields
    let names = Set(fields.map(\.name))
    for name in data.fields.keys.sorted() where !names.contains(name) {
      check.add("data.\(name)", "Extra inputs are not permitted", type: "extra_forbidden")
    }
    var checked = Checked(data: .init(), values: [])
    for field in fields {
      let path = "data.\(field.name)"
      guard let json = data.fields[field.name] ?? field.defaultValue else {
        check.require(!field.isRequired, path, "Field required", type: "missing")
        continue
      }
      if case .nullValue = json.kind {
        check.require(field.isNullable, path, "should not be null", type: "\(field.kind.rawValue)_type")
        checked.data.fields[field.name] = json
      } else if let value = field.value(json, path, &check) {
        checked.data.fields[field.name] = value.json
        checked.values.append((field, value))
      }
    }
    try check.throwIfAny()
    return checked
  }
}

/// A new schema's details, valid by construction.
struct EntitySchemaDraft: Sendable {
  var name: String
  var slug: String
  var description: String?
  var definition: Google_Protobuf_Struct
}

/// What to change about a schema; nil leaves a field as it is.
struct EntitySchemaChange: Sendable {
  var name: String?
  var slug: String?
  var description = StoreChange.Optionally<String>.keep
  var definition: Google_Protobuf_Struct?
  var isActive: Bool?

  func applied(to schema: EntitySchema, at now: Timestamp) -> EntitySchema {
    var schema = schema
    schema.name = name ?? schema.name
    schema.slug = slug ?? schema.slug
    schema.description = description.applied(to: schema.description)
    schema.isActive = isActive ?? schema.isActive
    if let definition, definition != schema.definition {
      schema.definition = definition
      schema.version += 1
    }
    schema.updatedAt = now
    return schema
  }
}

/// A record of custom data.
struct EntityRecord: Sendable, Equatable {
  var id: String
  var organizationID: String
  var schemaID: String
  var schemaVersion: Int64
  var data: Google_Protobuf_Struct
  var createdByID: String
  var updatedByID: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A page by number, as genlobe counts them.
struct NumberedPage: Sendable, Equatable {
  var page: Int64
  var size: Int64

  var offset: Int64 { (page - 1) * size }

  /// How many pages hold this many items.
  func pages(of total: Int64) -> Int64 { (total + size - 1) / size }

  /// Violations are noted under `page` and `size`.
  init(page: Int32?, size: Int32?, _ check: inout Violations) {
    self.page = Int64(page ?? 1)
    self.size = Int64(size ?? 20)
    check.number(self.page, "page", 1...10_000_000)
    check.number(self.size, "size", 1...100)
  }
}
