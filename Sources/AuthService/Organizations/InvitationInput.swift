import Runtime

/// A checked request to invite somebody.
struct InvitationInput: Sendable {
  var email: EmailAddress
  var role: OrganizationRole
  var returnTo: ReturnURL?
}
