import Runtime
import Storage

/// What to change about a schema; nil leaves a field as it is.
struct EntitySchemaChange: Sendable {
  var name: String?
  var slug: String?
  var description = NullableChange<String>.keep
  var definition: JSONObject?
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
