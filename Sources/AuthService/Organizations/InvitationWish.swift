import Runtime

/// A checked request to invite somebody.
struct InvitationWish: Sendable {
  var email: EmailAddress
  var role: OrganizationRole
  var returnTo: ReturnURL?
}
