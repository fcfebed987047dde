import Contracts

extension EntityUsage {
  init(proto: OrderV1.EntityUsage) {
    self.init(
      schemaCount: proto.schemasCount, recordCount: proto.recordsCount,
      schemas: proto.schemas.map { Schema(id: $0.schemaID, name: $0.name, records: $0.recordsCount) })
  }

  func asProto(_ organizationID: String) -> BillingV1.CustomEntityUsage {
    .with {
      $0.organizationID = organizationID
      $0.schemasCount = schemaCount
      $0.recordsCount = recordCount
      $0.schemas = schemas.map { schema in
        .with {
          $0.schemaID = schema.id
          $0.name = schema.name
          $0.recordsCount = schema.records
        }
      }
    }
  }
}
