import Runtime

/// Invitations that are mailed: stores, tokens and links put together.
struct Invitations: Sendable {
  let store: InvitationStore
  let accounts: Accounts

  /// - Throws: ``OrganizationError``, ``InvitationError``, INVALID_ARGUMENT for a `return_to` on an origin
  ///   that is not the tenant's.
  func invite(_ wish: InvitationWish, by call: MemberCall) async throws -> Invitation {
    // As strict as for passwords: any user can invite anybody, so the page must be one the tenant has named.
    try await accounts.checkReturn(
      wish.returnTo, for: .passwordReset, tenant: try await accounts.tenants.active(call.tenantID))
    let invitation = try await store.insert(wish, id: accounts.ids.next(), token: token(), by: call)
    accounts.outboxFilled()
    return invitation
  }

  /// - Throws: ``OrganizationError``, ``InvitationError``.
  func resend(id: String, by call: MemberCall) async throws -> Invitation {
    let invitation = try await store.resend(id: id, token: token(), by: call)
    accounts.outboxFilled()
    return invitation
  }

  private func token() -> InvitationToken {
    InvitationToken(token: SecretToken.random(), messageID: accounts.ids.next())
  }
}
