import Contracts
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Logging in with a second factor")
struct SecondFactorLoginTests {
  @Test("the right password gives a token that a code turns into a session", arguments: Engine.available)
  func verify(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let login = try await auth.login()
      #expect(!login.message.hasAccessToken && !login.message.hasRefreshToken)
      #expect(login.sessionToken == nil)
      #expect(login.message.expiresIn == 300)
      #expect(login.message.methods.methods == ["totp", "recovery_code"])
      let verified = try await auth.verify(login.message.mfaToken, code: user.app.code(at: auth.clock.now()))
      #expect(verified.message.user.id == user.id)
      #expect(verified.message.tokenType == "Bearer")
      let session = try await auth.resolve(cookie: try #require(verified.sessionToken))
      #expect(session.userID == user.id)
      #expect(try await auth.isAlive(auth.caller(verified.message.accessToken)))
      #expect(verified.cookies.contains { $0.hasPrefix("quartet_device=") })
    }
  }

  @Test("a login that can't be completed keeps its token and its code", arguments: Engine.available)
  func incomplete(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let token = try await auth.pendingLogin()
      let code = user.app.code(at: auth.clock.now())
      // What a crash between the code and the session would leave behind: neither.
      try await auth.setUserActive(false)
      #expect(try await reason { try await auth.verify(token, code: code) } == "ACCOUNT_DEACTIVATED")
      try await auth.setUserActive(true)
      let verified = try await auth.verify(token, code: code)
      #expect(verified.message.user.id == user.id)
      #expect(try await reason { try await auth.verify(token, code: code) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("an enrolment at login that can't be completed leaves nothing enrolled", arguments: Engine.available)
  func incompleteEnrollment(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.setSecondFactor(.required)
      let token = try await auth.login().message.mfaToken
      let app = try await auth.beginEnrollment(token)
      let code = app.code(at: auth.clock.now())
      try await auth.setUserActive(false)
      #expect(try await reason { try await auth.confirmEnrollment(token, code) } == "ACCOUNT_DEACTIVATED")
      try await auth.setUserActive(true)
      let enrolled = try await auth.confirmEnrollment(token, code)
      #expect(enrolled.message.recoveryCodes.count == 10)
    }
  }

  @Test("a code counts once, also for another login and among racers", arguments: Engine.available)
  func replay(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      var tokens: [String] = []
      for _ in 0..<4 { tokens.append(try await auth.pendingLogin()) }
      let code = user.app.code(at: auth.clock.now())
      let outcomes = await withTaskGroup(of: String?.self) { group in
        for token in tokens {
          group.addTask { try? await reason { try await auth.verify(token, code: code) } ?? "OK" }
        }
        return await group.reduce(into: []) { $0.append($1 ?? "other") }
      }
      #expect(outcomes.sorted() == ["INVALID_MFA_CODE", "INVALID_MFA_CODE", "INVALID_MFA_CODE", "OK"])
    }
  }

  @Test("a recovery code counts once, also among racers", arguments: Engine.available)
  func recoveryCode(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let tokens = [try await auth.pendingLogin(), try await auth.pendingLogin()]
      let code = user.recoveryCodes[3].uppercased()
      let outcomes = await withTaskGroup(of: String?.self) { group in
        for token in tokens {
          group.addTask { try? await reason { try await auth.verify(token, recoveryCode: code) } ?? "OK" }
        }
        return await group.reduce(into: []) { $0.append($1 ?? "other") }
      }
      #expect(outcomes.sorted() == ["INVALID_MFA_CODE", "OK"])
      #expect(try await auth.secondFactor(as: user.caller).recoveryCodesLeft == 9)
      #expect(try await auth.auditActions(of: user.id).contains("second_factor.recovery_code_used"))
    }
  }

  @Test("a token is used up by one login, also among racers", arguments: Engine.available)
  func singleUse(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let token = try await auth.pendingLogin()
      let codes = user.recoveryCodes.prefix(3)
      let outcomes = await withTaskGroup(of: String?.self) { group in
        for code in codes {
          group.addTask { try? await reason { try await auth.verify(token, recoveryCode: code) } ?? "OK" }
        }
        return await group.reduce(into: []) { $0.append($1 ?? "other") }
      }
      #expect(outcomes.sorted() == ["INVALID_MFA_TOKEN", "INVALID_MFA_TOKEN", "OK"])
      // What the others gave was not looked at.
      #expect(try await auth.secondFactor(as: user.caller).recoveryCodesLeft == 9)
    }
  }

  @Test("five wrong codes end a token", arguments: Engine.available)
  func wrongCodes(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let token = try await auth.pendingLogin()
      for _ in 0..<5 {
        let wrong = user.app.wrongCode(at: auth.clock.now())
        #expect(try await reason { try await auth.verify(token, code: wrong) } == "INVALID_MFA_CODE")
      }
      let right = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: right) } == "INVALID_MFA_TOKEN")
      _ = try await auth.verify(try await auth.pendingLogin(), code: right)
    }
  }

  @Test("new tokens do not buy more guesses at the code", arguments: Engine.available)
  func lock(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let stranger = Caller(credential: .publishableKey, clientIP: "198.51.100.9")
      for _ in 0..<6 {
        let token = try await auth.pendingLogin()
        let wrong = user.app.wrongCode(at: auth.clock.now())
        #expect(try await reason { try await auth.verify(token, code: wrong, as: stranger) } == "INVALID_MFA_CODE")
      }
      let token = try await auth.pendingLogin()
      let right = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: right, as: stranger) } == "ACCOUNT_LOCKED")
      // The user's own address is not locked by it.
      _ = try await auth.verify(token, code: right)
    }
  }

  @Test("a token is refused when it is expired, unknown, or of another tenant", arguments: Engine.available)
  func badTokens(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let other = try await auth.administration.createTenant(name: "Other")
      let token = try await auth.pendingLogin()
      let code = user.app.code(at: auth.clock.now())
      for (token, caller) in [
        (token, Caller.application(other)), (token + "x", .application()), ("x", .application()),
        (user.caller.sessionID ?? "", .application()),
      ] {
        #expect(try await reason { try await auth.verify(token, code: code, as: caller) } == "INVALID_MFA_TOKEN")
        #expect(try await reason { try await auth.beginEnrollment(token, as: caller) } == "INVALID_MFA_TOKEN")
      }
      #expect(try await reason { try await auth.beginEnrollment(token) } == "INVALID_MFA_TOKEN")
      #expect(try await reason { try await auth.confirmEnrollment(token, code) } == "INVALID_MFA_TOKEN")
      auth.clock.advance(by: .seconds(300))
      let late = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: late) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("a login that waits ends with the password it was given", arguments: Engine.available)
  func endedByReset(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let token = try await auth.pendingLogin()
      try await auth.changePassword(as: user.caller)
      let code = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: code) } == "INVALID_MFA_TOKEN")
      let next = try await auth.login(password: "NewSecret456").message.mfaToken
      try await auth.administration.deactivateUser(userID: user.id)
      #expect(try await reason { try await auth.verify(next, code: code) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("where it is required, a user without a second factor enrols one at login", arguments: Engine.available)
  func required(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      try await auth.setSecondFactor(.required)
      let login = try await auth.login()
      #expect(login.message.mfaEnrollmentRequired && !login.message.mfaRequired && !login.message.hasAccessToken)
      let token = login.message.mfaToken
      #expect(try await reason { try await auth.confirmEnrollment(token, "123456") } == "NO_ENROLLMENT")
      #expect(try await reason { try await auth.verify(token, code: "123456") } == "INVALID_MFA_TOKEN")
      let app = try await auth.beginEnrollment(token)
      let wrong = app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await auth.confirmEnrollment(token, wrong) } == "INVALID_MFA_CODE")
      let enrolled = try await auth.confirmEnrollment(token, app.code(at: auth.clock.now()))
      #expect(enrolled.message.user.id == id)
      #expect(enrolled.message.recoveryCodes.count == 10)
      #expect(enrolled.sessionToken != nil)
      #expect(try await auth.isAlive(auth.caller(enrolled.message.accessToken)))
      #expect(try await reason { try await auth.beginEnrollment(token) } == "INVALID_MFA_TOKEN")
      #expect(try await auth.login().message.mfaRequired)
    }
  }

  @Test("who enrols first keeps the app, whoever else waits", arguments: Engine.available)
  func competingEnrollments(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.setSecondFactor(.required)
      let first = try await auth.login().message.mfaToken
      let second = try await auth.login().message.mfaToken
      let app = try await auth.beginEnrollment(first)
      _ = try await auth.confirmEnrollment(first, app.code(at: auth.clock.now()))
      #expect(try await reason { try await auth.beginEnrollment(second) } == "INVALID_MFA_TOKEN")
      let code = app.code(at: auth.clock.now().adding(.seconds(30)))
      #expect(try await reason { try await auth.confirmEnrollment(second, code) } == "INVALID_MFA_TOKEN")
    }
  }

  @Test("where it is required, a registration gives no tokens before a second factor", arguments: Engine.available)
  func registration(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.setSecondFactor(.required)
      let registered = try await auth.register()
      #expect(registered.message.mfaEnrollmentRequired && !registered.message.hasAccessToken)
      #expect(registered.sessionToken == nil)
      let app = try await auth.beginEnrollment(registered.message.mfaToken)
      let enrolled = try await auth.confirmEnrollment(registered.message.mfaToken, app.code(at: auth.clock.now()))
      #expect(enrolled.message.user.email == "user@example.com")
    }
  }

  @Test("exactly one of code and recovery code is asked for")
  func proofs() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let both = try await refusal { try await auth.verify("x", code: "123456", recoveryCode: "k7qd-2m4x-w9tf") }
        .violations
      #expect(both.map(\.field) == ["code"])
      #expect(try await refusal { try await auth.verify("x") }.violations.map(\.field) == ["code"])
      #expect(
        try await refusal { try await auth.verify("x", recoveryCode: "nonsense") }.violations.map(\.field) == [
          "recovery_code"
        ])
      let long = try await refusal { try await auth.verify(String(repeating: "x", count: 257), code: "123456") }
        .violations
      #expect(long.map(\.field) == ["mfa_token"])
    }
  }
}

extension AuthWorld {
  /// Without what a deactivation does besides.
  fileprivate func setUserActive(_ isActive: Bool) async throws {
    _ = try await database.write { tx in try tx.execute("UPDATE users SET is_active = ?", isActive) }
  }
}
