extension Violations {
  /// A value whose absence has been noted as a violation.
  /// - Throws: INVALID_ARGUMENT with every violation.
  public func checked<T>(_ value: T?) throws -> T {
    try throwIfAny()
    guard let value else {
      throw ServiceError(.invalidArgument, "VALIDATION_FAILED", "The request is not valid.")
    }
    return value
  }
}
