import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Step-up")
struct StepUpTests {
  @Test("a sensitive action needs a session authenticated in the last ten minutes", arguments: Engine.available)
  func window(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      try await auth.setSecondFactor(.optional, stepUp: true)
      auth.clock.advance(by: .seconds(599))
      _ = try await auth.beginTotp(as: caller)
      auth.clock.advance(by: .seconds(1))
      let error = try await refusal { try await auth.beginTotp(as: caller) }
      #expect(error.code == .permissionDenied)
      #expect(error.reason == "STEP_UP_REQUIRED")
      #expect(error.metadata["max_age_seconds"] == "600")
      for refused in [
        try await reason { try await auth.confirmTotp("123456", as: caller) },
        try await reason { try await auth.removeTotp(as: caller) },
        try await reason { try await auth.regenerateRecoveryCodes(as: caller) },
        try await reason { try await auth.changePassword(as: caller) },
        try await reason { try await auth.deactivateOwnAccount(as: caller) },
      ] {
        #expect(refused == "STEP_UP_REQUIRED")
      }
      let stepped = try await auth.stepUp(password: AuthWorld.password, as: caller)
      #expect(stepped.expiresAt.seconds - stepped.authenticatedAt.seconds == 600)
      #expect(stepped.authenticatedAt.seconds == auth.clock.now().seconds)
      _ = try await auth.beginTotp(as: caller)
      try await auth.changePassword(as: caller)
      #expect(try await auth.auditActions(of: caller.userID ?? "").contains("user.step_up"))
      #expect(try await !auth.deactivateOwnAccount(as: caller).isActive)
    }
  }

  @Test("one session's step-up does not count for another of the same user", arguments: Engine.available)
  func otherSession(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try auth.caller(try await auth.register().message.accessToken)
      let second = try auth.caller(try await auth.login().message.accessToken)
      try await auth.setSecondFactor(.optional, stepUp: true)
      auth.clock.advance(by: .seconds(600))
      try await auth.stepUp(password: AuthWorld.password, as: first)
      #expect(try await reason { try await auth.beginTotp(as: second) } == "STEP_UP_REQUIRED")
      // Nor does another user's session, whatever the caller claims.
      let stranger = try auth.caller(try await auth.register("stranger@example.com").message.accessToken)
      var mixed = second
      mixed.sessionID = stranger.sessionID
      #expect(try await reason { try await auth.beginTotp(as: mixed) } == "STEP_UP_REQUIRED")
      #expect(
        try await reason { try await auth.stepUp(password: AuthWorld.password, as: mixed) } == "SESSION_UNKNOWN")
    }
  }

  @Test("where the tenant does not ask for it, an old session will do", arguments: Engine.available)
  func off(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      auth.clock.advance(by: .seconds(24 * 3600))
      _ = try await auth.beginTotp(as: caller)
    }
  }

  @Test("a secret key without a user's session passes, and a publishable one does not", arguments: Engine.available)
  func keys(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let stepUp = StepUp(database: auth.database)
      let settings = TenantSettings(stepUp: true)
      let now = auth.clock.now()
      try await stepUp.require(Caller(credential: .secretKey), settings, at: now)
      for caller in [Caller(credential: .publishableKey), Caller(credential: .cookie), Caller(userID: "u")] {
        await #expect(throws: SecondFactorError.stepUpRequired) { try await stepUp.require(caller, settings, at: now) }
      }
      // With a user's token the key acts for that user.
      var user = try auth.caller(try await auth.register().message.accessToken)
      user.credential = .secretKey
      try await stepUp.require(user, settings, at: now)
      let later = now.adding(.seconds(600))
      await #expect(throws: SecondFactorError.stepUpRequired) { try await stepUp.require(user, settings, at: later) }
    }
  }

  @Test("whoever has a second factor steps up with a code of it, once each", arguments: Engine.available)
  func secondFactor(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      try await auth.setSecondFactor(.optional, stepUp: true)
      auth.clock.advance(by: .seconds(600))
      #expect(
        try await reason { try await auth.stepUp(password: AuthWorld.password, as: user.caller) }
          == "MFA_CODE_REQUIRED")
      let wrong = user.app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await auth.stepUp(code: wrong, as: user.caller) } == "INVALID_MFA_CODE")
      #expect(try await reason { try await auth.removeTotp(as: user.caller) } == "STEP_UP_REQUIRED")
      let code = user.app.code(at: auth.clock.now())
      try await auth.stepUp(code: code, as: user.caller)
      #expect(try await reason { try await auth.stepUp(code: code, as: user.caller) } == "INVALID_MFA_CODE")
      try await auth.stepUp(recoveryCode: user.recoveryCodes[0], as: user.caller)
      #expect(
        try await reason { try await auth.stepUp(recoveryCode: user.recoveryCodes[0], as: user.caller) }
          == "INVALID_MFA_CODE")
      try await auth.removeTotp(as: user.caller)
      #expect(try await reason { try await auth.stepUp(code: code, as: user.caller) } == "NO_SECOND_FACTOR")
    }
  }

  @Test("wrong passwords are counted, and an ended session can't step up", arguments: Engine.available)
  func failures(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      for _ in 0..<6 {
        #expect(try await reason { try await auth.stepUp(password: "Wrong1234", as: caller) } == "INVALID_CREDENTIALS")
      }
      #expect(
        try await reason { try await auth.stepUp(password: AuthWorld.password, as: caller) } == "ACCOUNT_LOCKED")
      auth.clock.advance(by: .seconds(60))
      _ = try await auth.logout(as: caller)
      #expect(
        try await reason { try await auth.stepUp(password: AuthWorld.password, as: caller) } == "SESSION_UNKNOWN")
    }
  }

  @Test("exactly one proof is asked for")
  func proofs() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      #expect(try await refusal { try await auth.stepUp(as: caller) }.violations.map(\.field) == ["code"])
      let all = try await refusal {
        try await auth.stepUp(password: "a", code: "123456", recoveryCode: "b", as: caller)
      }.violations
      #expect(all.map(\.field) == ["code", "recovery_code"])
      #expect(
        try await refusal { try await auth.stepUp(password: "", as: caller) }.violations.map(\.field) == ["password"])
      let long = String(repeating: "a", count: 10 << 20)
      #expect(try await reason { try await auth.stepUp(password: long, as: caller) } == "INVALID_CREDENTIALS")
    }
  }
}

extension AuthWorld {
  fileprivate func deactivateOwnAccount(as caller: Caller) async throws -> AuthV1.UserDetails {
    try await call(.deactivateUser, as: caller) { $0.userID = caller.userID ?? "" }
  }
}
