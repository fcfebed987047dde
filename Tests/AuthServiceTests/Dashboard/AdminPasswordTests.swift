import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard passwords")
struct AdminPasswordTests {
  private static let new = "NewSecret456"

  private func change(
    _ auth: AuthWorld, from current: String = AuthWorld.password, to new: String = Self.new, as caller: Caller
  ) async throws -> AuthV1.ChangeAdminPasswordResponse {
    try await auth.call(.changeAdminPassword, as: caller) {
      $0.currentPassword = current
      $0.newPassword = new
    }
  }

  private func forgot(_ auth: AuthWorld, _ email: String) async throws -> AuthV1.ForgotAdminPasswordResponse {
    try await auth.call(.forgotAdminPassword, as: Caller()) { $0.email = email }
  }

  private func reset(
    _ auth: AuthWorld, _ token: String, to new: String = Self.new
  ) async throws -> AuthV1.ResetAdminPasswordResponse {
    try await auth.call(.resetAdminPassword, as: Caller()) {
      $0.token = token
      $0.newPassword = new
    }
  }

  @Test("a change ends every other session, not this one, and tells the admin", arguments: Engine.available)
  func change(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let here = try await auth.admin()
      let there = try await auth.adminCaller()
      #expect(try await change(auth, as: here).message == "Password changed successfully")
      #expect(try await auth.isAlive(here))
      #expect(try await !auth.isAlive(there))
      #expect(try await reason { try await auth.loginAdmin() } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await auth.loginAdmin(password: Self.new) } == nil)
      #expect(try await auth.deliverMail().map(\.subject) == ["Your password was changed"])
      #expect(try await auth.auditActions(of: here.adminID).contains("admin.password_change"))
    }
  }

  @Test("a change needs the current password and a valid new one", arguments: Engine.available)
  func refusedChange(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try await auth.admin()
      let error = try await refusal { try await change(auth, from: "WrongPass123", as: caller) }
      #expect(error.reason == "WRONG_PASSWORD")
      #expect(error.httpStatus == 400)
      let long = String(repeating: "Aa1", count: 1000)
      #expect(try await reason { try await change(auth, from: long, as: caller) } == "WRONG_PASSWORD")
      let weak = try await refusal { try await change(auth, from: "", to: "short", as: caller) }.violations
      #expect(Set(weak.map(\.field)) == ["current_password", "new_password"])
      #expect(try await reason { try await auth.loginAdmin() } == nil)
    }
  }

  @Test("a mailed token sets a password once and ends every session", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try await auth.admin()
      #expect(try await forgot(auth, "OWNER@example.com").message == "Password reset email sent")
      let token = try await auth.mailedToken("Reset your password")
      #expect(try await reset(auth, token).message == "Password reset successfully")
      #expect(try await !auth.isAlive(caller))
      #expect(try await reason { try await auth.loginAdmin(password: Self.new) } == nil)
      #expect(try await reason { try await reset(auth, token, to: "Another789") } == "INVALID_RESET_TOKEN")
      #expect(try await auth.auditActions(of: caller.adminID).contains("admin.password_reset"))
    }
  }

  @Test("an unknown e-mail gets the same answer and no mail", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register("user@example.com")
      for email in ["nobody@example.com", "user@example.com"] {
        #expect(try await forgot(auth, email).message == "Password reset email sent")
      }
      #expect(try await auth.outboxCount() == 2)
      #expect(try await auth.deliverMail().isEmpty)
      let bad = try await refusal { try await forgot(auth, "no address") }.violations
      #expect(bad.map(\.field) == ["email"])
    }
  }

  @Test("a token expires after an hour, and a newer one replaces it", arguments: Engine.available)
  func tokenEnds(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      _ = try await forgot(auth, "owner@example.com")
      let first = try await auth.mailedToken("Reset your password")
      _ = try await forgot(auth, "owner@example.com")
      let second = try await auth.mailedToken("Reset your password")
      #expect(try await reason { try await reset(auth, first) } == "INVALID_RESET_TOKEN")
      auth.clock.advance(by: .seconds(3600))
      #expect(try await reason { try await reset(auth, second) } == "INVALID_RESET_TOKEN")
      #expect(try await reason { try await reset(auth, "guess") } == "INVALID_RESET_TOKEN")
      let bad = try await refusal { try await reset(auth, "", to: "x") }.violations
      #expect(Set(bad.map(\.field)) == ["token", "new_password"])
    }
  }

  @Test("a change voids a token that is on its way")
  func changeVoids() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let caller = try await auth.admin()
      _ = try await forgot(auth, "owner@example.com")
      let token = try await auth.mailedToken("Reset your password")
      _ = try await change(auth, as: caller)
      #expect(try await reason { try await reset(auth, token, to: "Another789") } == "INVALID_RESET_TOKEN")
    }
  }
}
