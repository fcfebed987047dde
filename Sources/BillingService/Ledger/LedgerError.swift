import Runtime

/// What the ledger refuses.
enum LedgerError: DomainError, Equatable {
  /// A journal that was told before, with something else in it.
  case keyReused(String)
  /// Nobody outside can cause it: it is a defect of the caller.
  case unbalanced(key: String)
  case journalNotFound(String)

  var serviceError: ServiceError {
    switch self {
    case .keyReused(let key):
      ServiceError(
        .aborted, "IDEMPOTENCY_KEY_REUSED", "This was booked before, with other values.", metadata: ["key": key])
    case .unbalanced(let key):
      ServiceError(.internalError, "INTERNAL", "An internal error occurred.", metadata: ["key": key])
    case .journalNotFound(let key):
      ServiceError(.notFound, "JOURNAL_NOT_FOUND", "There is no such journal.", metadata: ["key": key])
    }
  }
}
