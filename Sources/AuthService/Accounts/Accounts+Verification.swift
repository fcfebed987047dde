import Runtime
import Storage

extension Accounts {
  /// Verifies an address with a mailed token.
  /// - Throws: ``AccountError/invalidVerificationToken``.
  func verifyEmail(token: String, tenantID: String, device: Device) async throws {
    try await users.verifyEmail(
      tenantID: tenantID, tokenHash: MailedToken.hash(token), device: device, at: clock.now())
  }

  /// Verifies an address with a mailed token that alone says whose it is.
  /// - Throws: ``AccountError/invalidVerificationToken``, also for one of a suspended tenant.
  func verifyEmail(token: String, device: Device) async throws {
    let tenantID = try await mailedTokens.tenantID(tokenHash: MailedToken.hash(token), .emailVerification)
    guard let tenantID else { throw AccountError.invalidVerificationToken }
    try await verifyEmail(token: token, tenantID: tenantID, device: device)
  }
}
