import Runtime

extension AreaModule {
  /// Custom data of organizations.
  static func entities(_ parts: OrderParts) -> AreaModule {
    let (database, clock, ids) = (parts.database, parts.clock, parts.ids)
    let schemas = EntitySchemaStore(database: database, relay: parts.relay, clock: clock, ids: ids)
    let records = EntityRecordStore(
      database: database, counts: EntityRecordCounts(database: database), clock: clock, ids: ids)
    return AreaModule(services: [
      EntitySchemaHandler(schemas: schemas, clock: clock),
      EntityRecordHandler(records: records, schemas: schemas, clock: clock),
    ])
  }
}
