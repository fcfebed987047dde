import Runtime
import Storage

/// A schema of custom data.
struct EntitySchema: Sendable, Equatable {
  static let maximumPerOrganization: Int64 = 100

  var id: String
  var organizationID: String
  var name: String
  var slug: String
  var description: String?
  /// As given.
  var definition: JSONObject
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
    guard case .object(let object) = definition.fields[field] else { return nil }
    return EntityField.Kind(rawValue: object.fields["type"]?.string ?? "")
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
    var data: JSONObject
    var values: [(field: EntityField, value: EntityField.Value)]
  }

  /// - Throws: INVALID_ARGUMENT with every bad field as `data.<field>`.
  func check(_ data: JSONObject) throws -> Checked {
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
      if case .null = json {
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
    _ data: JSONObject, _ fields: [EntityField], _ check: inout Violations
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
