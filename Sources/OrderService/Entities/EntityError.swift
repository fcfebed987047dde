import Runtime

/// What can go wrong with custom data.
enum EntityError: DomainError, Equatable {
  case schemaNotFound(String)
  case recordNotFound(String)
  case nameTaken(String)
  case slugTaken(String)
  case hasRecords(Int64)
  case schemaInactive(String)
  /// Another record has this value of a unique field.
  case valueTaken(field: String)
  /// The field's index is being made anew.
  case indexBuilding(field: String)
  /// The organization has as many schemas as it may have.
  case tooManySchemas
  /// The schema has as many records as it may have.
  case tooManyRecords(schemaID: String)

  var serviceError: ServiceError {
    switch self {
    case .schemaNotFound(let id):
      ServiceError(
        .notFound, "ENTITY_SCHEMA_NOT_FOUND", "There is no such schema.", metadata: ["schema_id": id])
    case .recordNotFound(let id):
      ServiceError(
        .notFound, "ENTITY_RECORD_NOT_FOUND", "There is no such record.", metadata: ["record_id": id])
    case .nameTaken(let name):
      ServiceError(
        .alreadyExists, "ENTITY_SCHEMA_NAME_TAKEN", "A schema of this organization has the name \(name).",
        metadata: ["name": name])
    case .slugTaken(let slug):
      ServiceError(
        .alreadyExists, "ENTITY_SCHEMA_SLUG_TAKEN", "A schema of this organization has the slug \(slug).",
        metadata: ["slug": slug])
    case .hasRecords(let count):
      ServiceError(
        .failedPrecondition, "ENTITY_SCHEMA_HAS_RECORDS",
        "The schema has \(count) record\(count == 1 ? "" : "s"); delete them first.",
        metadata: ["records_count": "\(count)"])
    case .schemaInactive(let id):
      ServiceError(
        .failedPrecondition, "ENTITY_SCHEMA_INACTIVE", "The schema takes no new records.",
        metadata: ["schema_id": id])
    case .valueTaken(let field):
      ServiceError(
        .alreadyExists, "ENTITY_VALUE_TAKEN", "Another record has this value of \(field).",
        metadata: ["field": field])
    case .indexBuilding(let field):
      ServiceError(
        .unavailable, "ENTITY_INDEX_BUILDING",
        "The index of \(field) is being made anew; try again in a moment.", metadata: ["field": field],
        retryAfter: .seconds(2))
    case .tooManySchemas:
      ServiceError(
        .failedPrecondition, "ENTITY_SCHEMA_LIMIT",
        "The organization has \(EntitySchema.maximumPerOrganization) schemas, which is the most there can be.",
        metadata: ["maximum": "\(EntitySchema.maximumPerOrganization)"])
    case .tooManyRecords(let id):
      ServiceError(
        .failedPrecondition, "ENTITY_RECORD_LIMIT",
        "The schema has \(EntityRecord.maximumPerSchema) records, which is the most there can be.",
        metadata: ["schema_id": id, "maximum": "\(EntityRecord.maximumPerSchema)"])
    }
  }
}
