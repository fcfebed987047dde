import Runtime
import Storage

extension Accounts {
  /// - Throws: ``AuthError/emailTaken``, ``AuthError/loginBusy``, INVALID_ARGUMENT for a `return_to` on an
  ///   origin that is not the tenant's.
  func register(_ registration: Registration, tenantID: String, device: Device) async throws -> RegistrationOutcome {
    let tenant = try await tenants.active(tenantID)
    let mustVerify = tenant.settings.emailVerificationRequired
    let links = mustVerify ? try await links.of(tenantID) : nil
    try links?.check(registration.returnTo, for: .verification)
    // Known addresses are refused before the expensive hash; the insert decides in the end.
    if try await users.isTaken(tenantID: tenantID, email: registration.email) { throw AuthError.emailTaken }
    let new = NewUser(
      id: ids.next(), tenantID: tenantID, email: registration.email, displayName: registration.displayName,
      locale: registration.locale, isEmailVerified: false, isPending: mustVerify, accountID: ids.next(),
      passwordHash: try await passwords.hash(registration.password), createdAt: clock.now())
    let audit = AuditEntry.account(
      "user.register", of: new.id, tenantID: tenantID, device: device, at: new.createdAt)
    guard let links else {
      try await users.insert(new, audit: audit)
      return .admitted(try await admit(new.user, of: tenant, device: device, method: .registration))
    }
    try await insert(new, audit: audit, returnTo: registration.returnTo, links)
    return .verificationRequired
  }

  /// Stores a user together with the mail that asks for the address's verification.
  private func insert(
    _ new: NewUser, audit: AuditEntry, returnTo: ReturnURL?, _ links: TenantLinks
  ) async throws {
    let secret = SecretToken.random()
    let token = MailedToken(
      id: ids.next(), purpose: .emailVerification, tenantID: new.tenantID, userID: new.id,
      sentTo: new.email.normalized, tokenHash: MailedToken.hash(secret), createdAt: new.createdAt)
    let language = MailLanguages.choose(
      locale: new.locale, tenant: links.tenant.settings.email.language, asked: Call.currentLanguage)
    let mail = OutgoingEmail.verification(
      to: new.email, token: secret,
      link: links.link(.verification, token: secret, returnTo: returnTo, in: language), in: language)
    try await users.insert(
      new, audit: audit, token: token, returnTo: returnTo, in: try QueuedEmail(id: ids.next(), mail))
    outboxFilled()
  }
}
