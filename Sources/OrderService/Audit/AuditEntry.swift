/// Something that was done, as the audit log tells it. Never a secret, nor what people wrote beyond a reason.
struct AuditEntry: Codable, Sendable, Equatable {
  /// What it was done to. An order, a product file and a store belong to the store's company.
  enum Target: Codable, Sendable, Equatable {
    case order(String)
    case store(String)
    case productFile(String, storeID: String)
    case entitySchema(String, organizationID: String)

    var type: String {
      switch self {
      case .order: "order"
      case .store: "store"
      case .productFile: "product_file"
      case .entitySchema: "entity_schema"
      }
    }

    var id: String {
      switch self {
      case .order(let id), .store(let id), .productFile(let id, _), .entitySchema(let id, _): id
      }
    }
  }

  /// "order.status_changed", …
  var action: String
  var target: Target
  /// Nil for the system and its operators.
  var actorUserID: String?
  var details: [String: String] = [:]
}
