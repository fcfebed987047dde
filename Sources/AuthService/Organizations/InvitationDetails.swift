/// An invitation with what its reader is shown about the organization.
struct InvitationDetails: Sendable, Equatable {
  var invitation: Invitation
  var organizationName: String
  var organizationLogoURL: String?
  /// Nil for an inviter without a display name.
  var inviterName: String?
}
