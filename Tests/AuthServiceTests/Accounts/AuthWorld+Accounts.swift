import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

/// The account flows, and the mail that they send.
extension AuthWorld {
  // MARK: Calls

  func logout(as caller: Caller) async throws -> Reply<AuthV1.LogoutResponse> {
    try await reply(.logout, as: caller)
  }

  @discardableResult
  func forgotPassword(
    _ email: String = "user@example.com", returnTo: String? = nil, tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.ForgotPasswordResponse {
    try await call(.forgotPassword, as: .application(tenant)) {
      $0.email = email
      if let returnTo { $0.returnTo = returnTo }
    }
  }

  @discardableResult
  func resetPassword(
    _ token: String, to password: String = "NewSecret456", tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.ResetPasswordResponse {
    try await call(.resetPassword, as: .application(tenant)) {
      $0.token = token
      $0.newPassword = password
    }
  }

  @discardableResult
  func changePassword(
    from current: String = AuthWorld.password, to new: String = "NewSecret456", as caller: Caller
  ) async throws -> AuthV1.ChangePasswordResponse {
    try await call(.changePassword, as: caller) {
      $0.currentPassword = current
      $0.newPassword = new
    }
  }

  @discardableResult
  func verifyEmail(
    _ token: String, tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.VerifyEmailResponse {
    try await call(.verifyEmail, as: .application(tenant)) { $0.token = token }
  }

  @discardableResult
  func verifyEmailWithToken(_ token: String) async throws -> AuthV1.VerifyEmailWithTokenResponse {
    try await call(.verifyEmailWithToken, as: Caller()) { $0.token = token }
  }

  @discardableResult
  func resendVerification(
    _ email: String = "user@example.com", returnTo: String? = nil
  ) async throws -> AuthV1.ResendVerificationResponse {
    try await call(.resendVerification, as: .application()) {
      $0.email = email
      if let returnTo { $0.returnTo = returnTo }
    }
  }

  // MARK: Mail

  /// Does the background work of the outbox, and returns the mails that left, oldest first.
  func deliverMail() async throws -> [OutgoingEmail] {
    let mailbox = SentMail()
    let links = EmailLinks(
      tenants: TenantStore(database: database),
      apiKeys: APIKeyStore(database: database, signal: RevocationSignal()), gateway: environment.gatewayURL)
    let requests = AccountEmails(
      users: UserStore(database: database, signal: RevocationSignal()), links: links, clock: clock,
      ids: environment.ids)
    let adminResets = AdminResetMails(
      admins: AdminStore(database: database, signal: RevocationSignal()), links: links, clock: clock,
      ids: environment.ids)
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [
        AccountEmailRequest.topic: { try await requests.answer($0) },
        AdminResetRequest.topic: { try await adminResets.answer($0) },
        OutgoingEmail.topic: {
          await mailbox.add(try JSONDecoder().decode(OutgoingEmail.self, from: Data($0.payload)))
        },
      ])
    _ = try await relay.drain()
    return await mailbox.mails
  }

  /// The token of the one mail that has left with this subject.
  func mailedToken(_ subject: String) async throws -> String {
    let mails = try await deliverMail().filter { $0.subject == subject }
    #expect(mails.count == 1)
    return try #require(mails.first?.token)
  }

  /// What deletes what nobody asks for any more.
  var sweeper: Sweeper { Sweeper(environment, signal: RevocationSignal()) }

  /// How many messages wait in the outbox.
  func outboxCount() async throws -> Int64? {
    try await database.read { tx in try tx.first("SELECT COUNT(*) FROM outbox") { try $0.int(0) } }
  }

  // MARK: What is stored

  /// The caller that a gateway makes of an access token.
  func caller(_ accessToken: String, address: String? = "192.0.2.7") throws -> Caller {
    let payload = try #require(accessToken.split(separator: ".").dropFirst().first)
    let standard = String(payload).replacing("-", with: "+").replacing("_", with: "/")
    let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
    let claims = try JSONDecoder().decode(TokenClaims.self, from: try #require(Data(base64Encoded: padded)))
    return Caller(
      tenantID: claims.tid, userID: claims.sub, sessionID: claims.sid, credential: .publishableKey,
      clientIP: address)
  }

  /// The actions of the audit log about a user, oldest first.
  func auditActions(of userID: String) async throws -> [String] {
    try await database.read { tx in
      try tx.all("SELECT action FROM audit_log WHERE target_id = ? ORDER BY seq", userID) { try $0.text(0) }
    }
  }

  /// Whether a session is alive.
  func isAlive(_ caller: Caller) async throws -> Bool {
    try await reason {
      try await call(.checkSession, as: .gateway) {
        $0.tenantID = caller.tenantID
        $0.sessionID = caller.sessionID ?? ""
      }
    } == nil
  }
}

/// What an ``OutboxRelay`` delivered.
private actor SentMail {
  private(set) var mails: [OutgoingEmail] = []

  func add(_ mail: OutgoingEmail) { mails.append(mail) }
}

extension OutgoingEmail {
  /// The token in the link: in its query, or in the fragment of a page of the gateway's.
  var token: String? {
    link?.components(separatedBy: "token=").dropFirst().last
  }

  /// The link, which is a paragraph of its own.
  var link: String? {
    text.components(separatedBy: "\n\n").first { $0.hasPrefix("http") && !$0.contains(" ") }
  }
}
