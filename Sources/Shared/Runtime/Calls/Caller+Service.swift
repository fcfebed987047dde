extension Caller {
  /// This caller, where it is another Quartet service.
  /// - Throws: PERMISSION_DENIED `SERVICE_CALLERS_ONLY` for anybody else.
  @discardableResult
  public func requireService() throws -> Caller {
    guard credential == .service else {
      throw ServiceError(
        .permissionDenied, "SERVICE_CALLERS_ONLY", "Only Quartet's own services may call this.")
    }
    return self
  }
}
