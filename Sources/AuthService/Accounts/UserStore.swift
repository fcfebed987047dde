import Storage

/// End users, their passwords and what belongs to their registration.
struct UserStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// What a login needs to know.
  struct Credentials: Sendable {
    var user: User
    /// Nil for a user without a password.
    var passwordHash: String?
  }

  /// A user of the tenant.
  func user(tenantID: String, id: String) async throws -> User? {
    try await database.read(tenant: tenantID) { try $0.user(id: id) }
  }

  /// A user with the password's hash, by normalised e-mail.
  func credentials(tenantID: String, email: String) async throws -> Credentials? {
    try await database.read(tenant: tenantID) { try $0.userCredentials(email: email) }
  }

  /// An active user with the password's hash.
  func credentials(tenantID: String, userID: String) async throws -> Credentials? {
    try await database.read(tenant: tenantID) { try $0.userCredentials(userID: userID) }
  }

  /// Whether somebody has this address, or one that looks the same.
  func isTaken(tenantID: String, email: EmailAddress) async throws -> Bool {
    try await database.read(tenant: tenantID) { try $0.isEmailTaken(email) }
  }

  /// Stores a user.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(_ new: NewUser, audit: AuditEntry? = nil) async throws {
    try await database.write(tenant: new.tenantID) { tenant in
      try tenant.insert(new)
      if let audit { try tenant.append(audit) }
    }
  }

  /// Stores a user who must verify the address first, and the mail that asks for it.
  /// - Parameter returnTo: where the link leads, kept for mails that are asked for later.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(
    _ new: NewUser, audit: AuditEntry, token: MailedToken, returnTo: ReturnURL?, in mail: QueuedEmail
  ) async throws {
    try await database.write(tenant: new.tenantID) { tenant in
      try tenant.insert(new)
      if let returnTo { try tenant.setReturnURL(returnTo, of: new.id) }
      try tenant.append(audit)
      try tenant.insert(token)
      try tenant.enqueue(mail, aggregate: new.id, at: new.createdAt)
    }
  }

  /// Counts an address as verified without a mail.
  /// - Throws: ``AuthError/userNotFound``.
  func markEmailVerified(tenantID: String, email: EmailAddress, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard let userID = try tenant.userID(email: email) else { throw AuthError.userNotFound }
      try tenant.markEmailVerified(of: userID, at: now)
    }
  }
}
