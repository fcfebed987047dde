import GRPCCore
import Storage

extension ServiceError {
  /// What any error becomes at a service's border. Errors that nobody expected keep their cause out of
  /// the answer (``isUnexpected``); the caller of this logs it.
  public init(any error: any Error) {
    switch error {
    case let error as any DomainError: self = error.serviceError
    case let error as RPCError: self = ServiceError(rpc: error)
    case let error as StorageError: self = ServiceError(storage: error)
    case is IdempotencyConflict:
      self.init(
        .aborted, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another request before.")
    case is CancellationError: self.init(.cancelled, "CANCELLED", "The call was cancelled.")
    default: self.init(.internalError, Self.unexpectedReason, "An internal error occurred.")
    }
  }

  /// True for an error that is a defect or an outage, whose cause belongs in the log.
  public var isUnexpected: Bool { reason == Self.unexpectedReason }

  static let unexpectedReason = "INTERNAL"

  private init(storage error: StorageError) {
    switch error {
    case .timedOut: self = .deadlineExceeded
    case .full:
      self.init(
        .unavailable, "STORAGE_FULL", "Nothing can be stored at the moment; try again later.",
        retryAfter: .seconds(30))
    case .unacceptable:
      self.init(
        .invalidArgument, "VALUE_NOT_STORABLE",
        "A value can't be stored or searched for: it is too long, out of range or not text, or there are too many.")
    case .poolExhausted, .overloaded:
      self.init(
        .unavailable, "DATABASE_BUSY", "The database is busy; try again.", retryAfter: .seconds(1))
    case .unavailable, .closed, .commitUnknown:
      self.init(.unavailable, "DATABASE_UNAVAILABLE", "The database can't be reached.", retryAfter: .seconds(1))
    case .conflict:
      self.init(.aborted, "CONFLICT", "Another change got in between; try again.", retryAfter: .seconds(1))
    case .textContainsNUL:
      self.init(.invalidArgument, "TEXT_CONTAINS_NUL", "Text must not contain NUL characters.")
    case .uniqueViolation(_, let columns):
      self.init(
        .alreadyExists, "ALREADY_EXISTS", "This already exists.",
        metadata: ["columns": columns.filter { $0 != "tenant_id" }.joined(separator: ",")])
    case .foreignKeyViolation, .checkViolation, .notNullViolation, .unexpectedType, .failed:
      self.init(.internalError, Self.unexpectedReason, "An internal error occurred.")
    }
  }
}
