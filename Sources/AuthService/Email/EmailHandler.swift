import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.EmailService`.
struct EmailHandler: AuthV1.EmailService.SimpleServiceProtocol, DirectlyCallable {
  let emails: EmailOutbox
  let links: MailedLinks
  let clock: any WallClock
  let ids: any IDGenerator

  func sendResetPassword(
    request: AuthV1.SendResetPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.SendResetPasswordResponse {
    let call = try Call.current
    let mail = try PasswordResetMail(proto: request)
    try await links.check(mail.origin, "url", tenantID: call.caller.tenantID)
    let now = clock.now()
    let id = try await emails.send(
      mail, id: ids.next(), call: call, once: Once("email.send_reset_password", request, call, at: now), at: now)
    return .with {
      $0.ok = true
      $0.id = id
    }
  }
}
