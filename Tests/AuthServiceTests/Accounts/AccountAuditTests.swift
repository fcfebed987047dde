import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Entries about accounts in the audit log")
struct AccountAuditTests {
  @Test("what happens to a password and an address names its request", arguments: Engine.available)
  func passwords(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      try await auth.resendVerification()
      try await auth.verifyEmail(auth.mailedToken("Verify your email"))
      try await auth.changePassword(as: caller)
      try await auth.forgotPassword()
      try await auth.resetPassword(auth.mailedToken("Reset your password"), to: "Another789")
      #expect(
        try await named(auth) == [
          "user.email_verify", "user.login", "user.password_change", "user.password_reset", "user.register",
        ])
    }
  }

  @Test("a copied refresh token's entry names the request that presented it", arguments: Engine.available)
  func refresh(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.database.write { tx in
        try tx.execute("UPDATE tenants SET refresh_token_rotation = 1 WHERE id = ?", Caller.defaultTenantID)
      }
      let copied = try await auth.register().message.refreshToken
      _ = try await auth.refresh(auth.refresh(copied).refreshToken)
      #expect(try await refusal { try await auth.refresh(copied) }.reason == "INVALID_REFRESH_TOKEN")
      #expect(try await named(auth) == ["token.reuse_detected", "user.login", "user.register"])
    }
  }

  @Test("what happens to a second factor names its request, wrong codes too", arguments: Engine.available)
  func secondFactor(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.setSecondFactor(.required)
      let token = try await auth.register().message.mfaToken
      let app = try await auth.beginEnrollment(token)
      let codes = try await auth.confirmEnrollment(token, app.code(at: auth.clock.now())).message.recoveryCodes
      let wrong = app.wrongCode(at: auth.clock.now())
      let pending = try await auth.pendingLogin()
      #expect(try await refusal { try await auth.verify(pending, code: wrong) }.reason == "INVALID_MFA_CODE")
      _ = try await auth.verify(pending, recoveryCode: codes[0])
      #expect(
        try await named(auth) == [
          "login.failed", "second_factor.enroll", "second_factor.recovery_code_used", "user.login", "user.register",
        ])
    }
  }

  /// What the log tells of, each action once; none of its entries may lack the request.
  private func named(_ auth: AuthWorld) async throws -> [String] {
    let entries = try await auth.database.read { tx in
      // What an operator does by the command line has no request.
      try tx.all("SELECT action, request_id FROM audit_log WHERE action <> 'tenant.create'") {
        (action: try $0.text(0), id: try $0.optionalText(1))
      }
    }
    let unnamed = entries.filter { $0.id == nil }.map(\.action)
    #expect(unnamed == [])
    return Set(entries.map(\.action)).sorted()
  }
}
