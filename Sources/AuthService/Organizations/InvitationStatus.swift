/// What became of an invitation, in the documented spelling.
enum InvitationStatus: String, Sendable, CaseIterable {
  case pending, accepted, rejected, cancelled, expired
}
