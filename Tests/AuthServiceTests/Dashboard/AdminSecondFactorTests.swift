import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard second factor")
struct AdminSecondFactorTests {
  private func begin(_ auth: AuthWorld, as caller: Caller) async throws -> AuthenticatorApp {
    let enrollment = try await auth.call(.beginAdminTotp, as: caller)
    return try AuthenticatorApp(enrollment)
  }

  private func confirm(_ auth: AuthWorld, _ code: String, as caller: Caller) async throws -> [String] {
    let codes = try await auth.call(.confirmAdminTotp, as: caller) { $0.code = code }
    return codes.recoveryCodes
  }

  private func state(_ auth: AuthWorld, as caller: Caller) async throws -> AuthV1.AdminSecondFactor {
    try await auth.call(.getAdminSecondFactor, as: caller)
  }

  private func remove(_ auth: AuthWorld, as caller: Caller) async throws -> AuthV1.AdminSecondFactor {
    try await auth.call(.removeAdminTotp, as: caller)
  }

  private func stepUp(
    _ auth: AuthWorld, password: String? = nil, code: String? = nil, as caller: Caller
  ) async throws -> AuthV1.StepUpAdminResponse {
    try await auth.call(.stepUpAdmin, as: caller) {
      if let password { $0.password = password }
      if let code { $0.code = code }
    }
  }

  private func verify(
    _ auth: AuthWorld, _ token: String, code: String? = nil, recoveryCode: String? = nil
  ) async throws -> AuthV1.AdminLoginResponse {
    try await auth.call(.verifyAdminSecondFactor, as: Caller(clientIP: "192.0.2.7")) {
      $0.mfaToken = token
      if let code { $0.code = code }
      if let recoveryCode { $0.recoveryCode = recoveryCode }
    }
  }

  private func enrolled(_ auth: AuthWorld) async throws -> (caller: Caller, app: AuthenticatorApp, codes: [String]) {
    let caller = try await auth.admin()
    let app = try await begin(auth, as: caller)
    let codes = try await confirm(auth, app.code(at: auth.clock.now()), as: caller)
    auth.clock.advance(by: .seconds(30))
    return (caller, app, codes)
  }

  @Test("an admin with an app logs in with password and code", arguments: Engine.available)
  func login(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let (caller, app, codes) = try await enrolled(auth)
      let state = try await state(auth, as: caller)
      #expect(state.enabled)
      #expect(state.recoveryCodesLeft == 10)
      #expect(codes.count == 10)
      let pending = try await auth.loginAdmin().message
      #expect(pending.mfaRequired)
      #expect(!pending.hasAccessToken)
      #expect(!pending.hasAdmin)
      #expect(pending.methods.methods == ["totp", "recovery_code"])
      let wrong = app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await verify(auth, pending.mfaToken, code: wrong) } == "INVALID_MFA_CODE")
      let login = try await verify(auth, pending.mfaToken, code: app.code(at: auth.clock.now()))
      #expect(login.admin.id == caller.adminID)
      let other = try auth.dashboardCaller(login.accessToken)
      #expect(try await reason { try await auth.me(as: other) } == nil)
      #expect(
        try await reason { try await verify(auth, pending.mfaToken, code: wrong) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("a recovery code logs in once", arguments: Engine.available)
  func recovery(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let codes = try await enrolled(auth).codes
      let first = try await auth.loginAdmin().message.mfaToken
      #expect(try await verify(auth, first, recoveryCode: codes[0]).hasAccessToken)
      let second = try await auth.loginAdmin().message.mfaToken
      #expect(try await reason { try await verify(auth, second, recoveryCode: codes[0]) } == "INVALID_MFA_CODE")
    }
  }

  @Test("a dashboard login's token opens no end user's door, nor the other way round", arguments: Engine.available)
  func doors(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let (_, app, _) = try await enrolled(auth)
      let token = try await auth.loginAdmin().message.mfaToken
      let code = app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: code) } == "INVALID_MFA_TOKEN")
      let user = try await auth.enrolledUser()
      let pending = try await auth.pendingLogin()
      let userCode = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await verify(auth, pending, code: userCode) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("the second factor changes only after a recent authentication", arguments: Engine.available)
  func freshness(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let (caller, app, _) = try await enrolled(auth)
      auth.clock.advance(by: .seconds(601))
      #expect(try await reason { try await begin(auth, as: caller) } == "STEP_UP_REQUIRED")
      #expect(try await reason { try await remove(auth, as: caller) } == "STEP_UP_REQUIRED")
      #expect(
        try await reason { try await stepUp(auth, password: AuthWorld.password, as: caller) } == "MFA_CODE_REQUIRED")
      let wrong = app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await stepUp(auth, code: wrong, as: caller) } == "INVALID_MFA_CODE")
      let stepped = try await stepUp(auth, code: app.code(at: auth.clock.now()), as: caller)
      #expect(stepped.expiresAt.seconds == stepped.authenticatedAt.seconds + 600)
      #expect(try await !remove(auth, as: caller).enabled)
      #expect(try await auth.loginAdmin().message.hasAccessToken)
    }
  }

  @Test("an admin without a second factor steps up with the password", arguments: Engine.available)
  func password(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try await auth.admin()
      auth.clock.advance(by: .seconds(601))
      #expect(try await reason { try await begin(auth, as: caller) } == "STEP_UP_REQUIRED")
      #expect(
        try await reason { try await stepUp(auth, password: "WrongPass123", as: caller) } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await stepUp(auth, code: "123456", as: caller) } == "NO_SECOND_FACTOR")
      let none = try await refusal { try await stepUp(auth, as: caller) }.violations
      #expect(none.map(\.field) == ["code"])
      _ = try await stepUp(auth, password: AuthWorld.password, as: caller)
      #expect(try await reason { try await begin(auth, as: caller) } == nil)
    }
  }

  @Test("new recovery codes void the old ones", arguments: Engine.available)
  func regenerate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let (caller, _, codes) = try await enrolled(auth)
      let fresh = try await auth.call(.regenerateAdminRecoveryCodes, as: caller)
      let token = try await auth.loginAdmin().message.mfaToken
      #expect(try await reason { try await verify(auth, token, recoveryCode: codes[0]) } == "INVALID_MFA_CODE")
      #expect(try await verify(auth, token, recoveryCode: fresh.recoveryCodes[0]).hasAccessToken)
    }
  }

  @Test("an owner resets a member's lost second factor, which ends the member's sessions", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let (caller, _, _) = try await enrolled(auth)
      let other = try await auth.admin(.owner, email: "other@example.com")
      let response = try await auth.call(.resetTeamMemberSecondFactor, as: other) { $0.id = caller.adminID }
      #expect(response.id == caller.adminID)
      #expect(try await !auth.isAlive(caller))
      #expect(try await auth.loginAdmin().message.hasAccessToken)
    }
  }

  @Test("a tenant that wants step-up asks for it before every sensitive change", arguments: Engine.available)
  func tenantStepUp(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try await auth.admin()
      try await auth.updateSettings(as: caller) { $0.stepUp = true }
      #expect(try await reason { try await auth.createKey(as: caller) } == nil)
      auth.clock.advance(by: .seconds(601))
      #expect(try await reason { try await auth.createKey(as: caller) } == "STEP_UP_REQUIRED")
      let refused = try await reason { try await auth.updateSettings(as: caller) { $0.stepUp = false } }
      #expect(refused == "STEP_UP_REQUIRED")
      #expect(try await reason { try await auth.keys(as: caller) } == nil)
      _ = try await stepUp(auth, password: AuthWorld.password, as: caller)
      #expect(try await reason { try await auth.createKey(as: caller) } == nil)
    }
  }
}
