/// Whose account it is, as a request names it.
struct AccountOwner: Sendable, Equatable {
  var subject: Subject

  var userID: String? { subject.kind == .user ? subject.id : nil }
  var organizationID: String? { subject.kind == .organization ? subject.id : nil }
}
