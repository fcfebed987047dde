/// A client registered at Google: a tenant's own, or the process's.
struct GoogleClient: Sendable, Equatable {
  var id: String
  var secret: String
}
