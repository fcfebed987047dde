import Runtime
import Storage

extension UserStore {
  /// Replaces an outdated hash of the same password, unless the password was changed meanwhile.
  func rehash(tenantID: String, userID: String, from old: String, to new: String, at now: Timestamp) async throws {
    _ = try await database.write(tenant: tenantID) {
      try $0.replacePassword(of: userID, from: old, to: new, at: now)
    }
  }

  /// Sets a password with a mailed token: the e-mail is verified thereby, every session ends, and a notice
  /// is on its way.
  /// - Throws: ``AccountError/invalidResetToken``.
  func resetPassword(_ reset: PasswordReset) async throws {
    let asked = Call.currentLanguage
    try await database.write(tenant: reset.tenantID) { tenant in
      guard let user = try tenant.consumeMailedToken(reset.tokenHash, .passwordReset, at: reset.at) else {
        throw AccountError.invalidResetToken
      }
      try tenant.setPassword(of: user.id, hash: reset.passwordHash, accountID: reset.accountID, at: reset.at)
      try tenant.markEmailVerified(of: user.id, at: reset.at)
      try tenant.endSessions(of: user.id, at: reset.at)
      try Self.passwordChanged(
        tenant, user, "user.password_reset", messageID: reset.messageID, device: reset.device, asked: asked,
        at: reset.at)
    }
    signal.wake()
  }

  /// Replaces a password that was checked: every other session ends, and a notice is on its way.
  /// - Throws: ``AccountError/passwordChangedMeanwhile``, ``AuthError/userNotFound``.
  func changePassword(_ change: PasswordChange) async throws {
    let asked = Call.currentLanguage
    try await database.write(tenant: change.tenantID) { tenant in
      guard let user = try tenant.activeUser(id: change.userID) else { throw AuthError.userNotFound }
      let changed = try tenant.replacePassword(
        of: user.id, from: change.oldHash, to: change.newHash, at: change.at)
      guard changed else { throw AccountError.passwordChangedMeanwhile }
      try tenant.endSessions(of: user.id, except: change.sessionID, at: change.at)
      try tenant.voidMailedTokens(of: user.id, .passwordReset)
      try Self.passwordChanged(
        tenant, user, "user.password_change", messageID: change.messageID, device: change.device, asked: asked,
        at: change.at)
    }
    signal.wake()
  }

  /// The audit entry and the notice to the user.
  private static func passwordChanged(
    _ tenant: TenantTransaction, _ user: User, _ action: String, messageID: String, device: Device, asked: Language?,
    at now: Timestamp
  ) throws {
    try tenant.append(.account(action, of: user.id, tenantID: tenant.id, device: device, at: now))
    // Addresses from elsewhere (Better Auth) may be none that mail can be sent to.
    guard let address = EmailAddress(user.email) else { return }
    let language = try tenant.mailLanguage(ofUser: user.id, asked: asked)
    try tenant.enqueue(
      QueuedEmail(id: messageID, .passwordChanged(to: address, in: language)), aggregate: user.id, at: now)
  }
}
