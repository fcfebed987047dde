/// A checked answer to an invitation by somebody who is not logged in.
struct InvitationAnswer: Sendable {
  var token: String
  var password: String
  /// Of an account that is made.
  var displayName: String?
}
