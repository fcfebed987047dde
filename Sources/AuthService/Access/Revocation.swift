import Storage

/// Something that gateways must stop trusting, or look up again.
struct Revocation: Sendable, Equatable {
  enum Kind: String, Sendable {
    case session, user, membership, tenant
    case apiKey = "api_key"
    /// A session's end was moved: it is to be looked up again, and not revoked.
    case sessionChanged = "session_changed"
  }

  var kind: Kind
  /// The id of the session, user, API key or tenant; for `membership` the user's.
  var subjectID: String
  var at: Timestamp
}
