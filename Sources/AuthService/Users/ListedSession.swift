/// A user's session as the tenant's dashboard shows it.
struct ListedSession: Sendable, Equatable {
  var session: LoginSession
  var device: Device
}
