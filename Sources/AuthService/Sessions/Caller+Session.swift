import Runtime

extension Caller {
  /// The session, or UNAUTHENTICATED for a call without one.
  func requireSession() throws -> String {
    guard let sessionID else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "This call needs a session.")
    }
    return sessionID
  }
}
