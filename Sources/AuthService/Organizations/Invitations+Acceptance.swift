import Runtime
import Storage

extension Invitations {
  /// Makes the invited person a member: the token says which invitation, the password whose account.
  ///
  /// Whoever has no account gets one. The token was mailed to its address, which counts as verified. Should the
  /// process end between the two, the account is there, and its password accepts the invitation.
  /// - Throws: ``InvitationError``, ``AuthError/invalidCredentials``, ``AuthError/accountDeactivated``,
  ///   ``AuthError/loginBusy``, INVALID_ARGUMENT for the password of a new account, RESOURCE_EXHAUSTED
  ///   `ACCOUNT_LOCKED`.
  func accept(_ answer: InvitationAnswer, call: Call) async throws -> OrganizationMembership {
    let hash = SecretToken.hash(answer.token)
    guard let tenantID = try await store.tenantID(tokenHash: hash) else { throw InvitationError.notFound }
    let invitation = try await store.details(tenantID: tenantID, tokenHash: hash).invitation
    // Before anything is made or checked: an answered invitation tells nothing about accounts.
    try invitation.checkAcceptance(email: invitation.emailNormalized, at: accounts.clock.now())
    let userID = try await account(of: invitation, answer, tenantID: tenantID, device: call.device)
    let entry = AuditEntry(
      tenantID: tenantID, actor: AuditActor(kind: .user, id: userID), action: "invitation.accept",
      targetType: "invitation", targetID: "", details: [:], ipAddress: call.device.ipAddress, requestID: call.requestID,
      at: accounts.clock.now())
    return try await store.accept(tokenHash: hash, userID: userID, audit: entry)
  }

  private func account(
    of invitation: Invitation, _ answer: InvitationAnswer, tenantID: String, device: Device
  ) async throws -> String {
    guard let email = EmailAddress(invitation.email) else { throw InvitationError.notFound }
    guard let known = try await accounts.users.credentials(tenantID: tenantID, email: email.normalized) else {
      return try await register(email, answer, tenantID: tenantID, device: device)
    }
    guard answer.password.utf8.count <= PasswordRule.maximumBytes else { throw AuthError.invalidCredentials }
    _ = try await accounts.check(
      answer.password, of: known, email: email.normalized, tenantID: tenantID, device: device,
      orThrow: AuthError.invalidCredentials)
    guard known.user.isActive else { throw AuthError.accountDeactivated }
    try await accounts.users.markEmailVerified(tenantID: tenantID, email: email, at: accounts.clock.now())
    return known.user.id
  }

  private func register(
    _ email: EmailAddress, _ answer: InvitationAnswer, tenantID: String, device: Device
  ) async throws -> String {
    var violations = Violations()
    PasswordRule.check(answer.password, "password", &violations)
    try violations.throwIfAny()
    let new = NewUser(
      id: accounts.ids.next(), tenantID: tenantID, email: email, displayName: answer.displayName, locale: nil,
      isEmailVerified: true, isPending: false, accountID: accounts.ids.next(),
      passwordHash: try await accounts.passwords.hash(answer.password), createdAt: accounts.clock.now())
    try await accounts.users.insert(
      new, audit: .account("user.register", of: new.id, tenantID: tenantID, device: device, at: new.createdAt))
    return new.id
  }
}
