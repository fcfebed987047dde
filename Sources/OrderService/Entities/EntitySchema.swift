import Runtime
import Storage
import SwiftProtobuf

/// A schema of custom data.
struct EntitySchema: Sendable, Equatable {
  static let maximumPerOrganization: Int64 = 100

  var id: String
  var organizationID: String
  var name: String
  var slug: String
  var description: String?
  /// As given.
  var definition: Google_Protobuf_Struct
  var version: Int64
  var isActive: Bool
  /// 0 where it was not asked for.
  var recordsCount: Int64
  var createdByID: String
  var createdAt: Timestamp
  var updatedAt: Timestamp
  /// Fields whose index is being made anew.
  var indexingFields: [String] = []
  /// Whether it ever had a field that it has no longer. Records may still have values of it, so that a field
  /// that comes new may not be new to them.
  var hasLostFields = false

  /// The definition as fields; it was checked when it was stored.
  var fields: [EntityField] {
    var ignored = Violations()
    return EntityField.fields(definition, &ignored)
  }

  /// The type of a field, without reading the whole definition.
  func kind(of field: String) -> EntityField.Kind? {
    guard case .structValue(let object) = definition.fields[field]?.kind else { return nil }
    return EntityField.Kind(rawValue: object.fields["type"]?.stringValue ?? "")
  }

  /// The fields whose values this schema looks up in another way than an earlier one of the same id did. A field
  /// that no record can have a value of needs nothing.
  func fieldsToIndex(since earlier: EntitySchema) -> [String] {
    let before = Dictionary(earlier.fields.map { ($0.name, $0) }) { first, _ in first }
    return fields.filter { field in
      guard let old = before[field.name] else { return earlier.hasLostFields }
      return field.kind.indexForm != old.kind.indexForm || (field.isUnique && !old.isUnique)
    }.map(\.name)
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
    Self.refuseUnknown(data, fields, &check)
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

  /// Names a few of the fields that the schema does not have; data may bring thousands.
  private static func refuseUnknown(
    _ data: Google_Protobuf_Struct, _ fields: [EntityField], _ check: inout Violations
  ) {
    // By code points: texts that only look like a name, such as the Kelvin sign for K, are equal as Strings.
    let names = Set(fields.map { Array($0.name.unicodeScalars) })
    let unknown = data.fields.keys.filter { !names.contains(Array($0.unicodeScalars)) }.sorted()
    for name in unknown.prefix(100) {
      check.add(
        "data.\(String(name.unicodeScalars.prefix(64)))", "Extra inputs are not permitted", type: "extra_forbidden")
    }
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
  var description = NullableChange<String>.keep
  var definition: Google_Protobuf_Struct?
  var isActive: Bool?

  func applied(to schema: EntitySchema, at now: Timestamp) -> EntitySchema {
    var schema = schema
    schema.name = name ?? schema.name
    schema.slug = slug ?? schema.slug
    schema.description = description.applied(to: schema.description)
    schema.isActive = isActive ?? schema.isActive
    if let definition, definition != schema.definition {
      schema.hasLostFields =
        schema.hasLostFields || schema.definition.fields.keys.contains { definition.fields[$0] == nil }
      schema.definition = definition
      schema.version += 1
    }
    schema.updatedAt = now
    return schema
  }
}

/// A record of custom data.
struct EntityRecord: Sendable, Equatable {
  /// Replicas count for themselves, so that a schema may come to have a few more.
  static let maximumPerSchema: Int64 = 100_000

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

  /// Whoever wants to go further narrows the search.
  private static let maximumOffset: Int64 = 100_000

  var offset: Int64 { (page - 1) * size }

  /// How many pages hold this many items.
  func pages(of total: Int64) -> Int64 { (total + size - 1) / size }

  /// Violations are noted under `page` and `size`.
  init(page: Int32?, size: Int32?, _ check: inout Violations) {
    self.page = Int64(page ?? 1)
    self.size = Int64(size ?? 20)
    check.require(
      self.page >= 1 && offset <= Self.maximumOffset, "page",
      "should be 1 or more and begin among the first \(Self.maximumOffset) of the list")
    check.number(self.size, "size", 1...100)
  }
}
