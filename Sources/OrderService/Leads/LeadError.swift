import Runtime

/// What can go wrong with leads.
enum LeadError: DomainError, Equatable {
  case notFound(String)
  case versionConflict(expected: Int64, current: Int64)

  var serviceError: ServiceError {
    switch self {
    case .notFound(let id):
      ServiceError(.notFound, "LEAD_NOT_FOUND", "There is no such lead.", metadata: ["lead_id": id])
    case .versionConflict(let expected, let current):
      ServiceError(
        .aborted, "VERSION_CONFLICT", "The lead has version \(current), not \(expected).",
        metadata: ["expected": "\(expected)", "current": "\(current)"])
    }
  }
}
