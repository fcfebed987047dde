import Runtime

/// What the ledger refuses.
enum LedgerError: DomainError, Equatable {
  /// An event that was booked before, with something else in it.
  case keyReused(String)
  case journalNotFound(String)

  var serviceError: ServiceError {
    switch self {
    case .keyReused(let key):
      ServiceError(
        .aborted, "IDEMPOTENCY_KEY_REUSED", "This was booked before, with other values.", metadata: ["key": key])
    case .journalNotFound(let key):
      ServiceError(.notFound, "JOURNAL_NOT_FOUND", "There is no such journal.", metadata: ["key": key])
    }
  }
}
