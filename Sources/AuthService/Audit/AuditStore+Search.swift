import Storage

/// Which entries of a tenant's audit log to look for; all conditions must hold.
struct AuditSearch: Sendable, Equatable {
  /// The id of the one who acted.
  var actorID: String?
  /// An action's name; one that ends in `.` stands for every action that begins so.
  var action: String?
  /// The id of what was acted upon.
  var targetID: String?
  var from: Timestamp?
  /// Exclusive.
  var to: Timestamp?
}

extension AuditStore {
  /// A page of a tenant's entries, newest first.
  func search(
    _ search: AuditSearch, _ request: PageRequest, tenantID: String
  ) async throws -> ListPage<RecordedAuditEntry> {
    var source = "audit_log a WHERE a.tenant_id = ?"
    var arguments = [tenantID.sqlValue]
    func require(_ condition: String, _ value: (any SQLBindable)?) {
      guard let value else { return }
      source += " AND \(condition)"
      arguments.append(value.sqlValue)
    }
    require("a.actor_id = ?", search.actorID)
    if let action = search.action, action.hasSuffix(".") {
      require("a.action LIKE ? ESCAPE '\\'", LikePattern.beginning(with: action))
    } else {
      require("a.action = ?", search.action)
    }
    require("a.target_id = ?", search.targetID)
    require("a.at >= ?", search.from)
    require("a.at < ?", search.to)
    return try await database.read { [source, arguments] tx in
      try tx.page(Self.columns, from: source, arguments, order: "a.seq DESC", request, as: Self.entry)
    }
  }
}
