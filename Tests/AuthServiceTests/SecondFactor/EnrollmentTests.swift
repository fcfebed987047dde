import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Setting up a second factor")
struct EnrollmentTests {
  @Test("an app is in force once a code of it is confirmed, with ten recovery codes", arguments: Engine.available)
  func enroll(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      #expect(try await !auth.secondFactor(as: caller).enabled)
      let app = try await auth.beginTotp(as: caller)
      #expect(app.secret.utf8.count == 32)
      #expect(app.uri.hasPrefix("otpauth://totp/Default:user%40example.com?secret=\(app.secret)&"))
      #expect(try await !auth.secondFactor(as: caller).enabled)
      #expect(try await auth.login().message.hasAccessToken)
      let codes = try await auth.confirmTotp(app.code(at: auth.clock.now()), as: caller)
      #expect(Set(codes).count == 10)
      let factor = try await auth.secondFactor(as: caller)
      #expect(factor.enabled)
      #expect(factor.policy == "optional")
      #expect(factor.recoveryCodesLeft == 10)
      #expect(factor.confirmedAt.seconds == auth.clock.now().seconds)
      #expect(try await auth.auditActions(of: caller.userID ?? "").contains("second_factor.enroll"))
    }
  }

  @Test("neither secret nor recovery codes are in the database as they are", arguments: Engine.available)
  func sealed(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let blobs = try await auth.database.read { tx in
        try tx.all("SELECT secret FROM second_factors") { try $0.blob(0) }
          + tx.all("SELECT code_hash FROM recovery_codes") { try $0.blob(0) }
      }
      #expect(blobs.count == 11)
      let code = try #require(RecoveryCode(user.recoveryCodes[0]))
      for blob in blobs {
        #expect(Base32.encode(blob) != user.app.secret)
        #expect(blob != SecretToken.hash(code.text))
      }
    }
  }

  @Test("a wrong code, or one that comes too late, puts nothing in force", arguments: Engine.available)
  func wrong(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      #expect(try await reason { try await auth.confirmTotp("123456", as: caller) } == "NO_ENROLLMENT")
      let app = try await auth.beginTotp(as: caller)
      let wrong = app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await auth.confirmTotp(wrong, as: caller) } == "INVALID_MFA_CODE")
      auth.clock.advance(by: .seconds(15 * 60))
      let late = app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.confirmTotp(late, as: caller) } == "NO_ENROLLMENT")
      #expect(try await !auth.secondFactor(as: caller).enabled)
    }
  }

  @Test("a new app replaces the old one when it is confirmed, not before", arguments: Engine.available)
  func replace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let second = try await auth.beginTotp(as: user.caller)
      let token = try await auth.pendingLogin()
      _ = try await auth.verify(token, code: user.app.code(at: auth.clock.now()))
      auth.clock.advance(by: .seconds(60))
      let newCodes = try await auth.confirmTotp(second.code(at: auth.clock.now()), as: user.caller)
      #expect(Set(newCodes).isDisjoint(with: user.recoveryCodes))
      auth.clock.advance(by: .seconds(60))
      let next = try await auth.pendingLogin()
      let old = try await reason { try await auth.verify(next, code: user.app.code(at: auth.clock.now())) }
      #expect(old == "INVALID_MFA_CODE")
      let oldCode = try await reason { try await auth.verify(next, recoveryCode: user.recoveryCodes[0]) }
      #expect(oldCode == "INVALID_MFA_CODE")
      _ = try await auth.verify(next, code: second.code(at: auth.clock.now()))
    }
  }

  @Test("without the second factor, logins need none, and recovery codes are gone", arguments: Engine.available)
  func remove(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      #expect(try await !auth.removeTotp(as: user.caller).enabled)
      #expect(try await auth.removeTotp(as: user.caller).recoveryCodesLeft == 0)
      #expect(try await auth.login().message.hasAccessToken)
      let actions = try await auth.auditActions(of: user.id)
      #expect(actions.filter { $0 == "second_factor.remove" }.count == 1)
    }
  }

  @Test("new recovery codes void the old ones, and need a second factor", arguments: Engine.available)
  func regenerate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let codes = try await auth.regenerateRecoveryCodes(as: user.caller)
      #expect(Set(codes).isDisjoint(with: user.recoveryCodes))
      let token = try await auth.pendingLogin()
      #expect(
        try await reason { try await auth.verify(token, recoveryCode: user.recoveryCodes[0]) } == "INVALID_MFA_CODE")
      _ = try await auth.verify(token, recoveryCode: codes[0])
      #expect(try await auth.secondFactor(as: user.caller).recoveryCodesLeft == 9)
      try await auth.removeTotp(as: user.caller)
      #expect(try await reason { try await auth.regenerateRecoveryCodes(as: user.caller) } == "NO_SECOND_FACTOR")
    }
  }

  @Test("the tenant's setting decides who is asked", arguments: Engine.available)
  func policy(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      try await auth.setSecondFactor(.off)
      #expect(try await auth.login().message.hasAccessToken)
      #expect(try await reason { try await auth.beginTotp(as: user.caller) } == "SECOND_FACTOR_OFF")
      try await auth.setSecondFactor(.required)
      #expect(try await auth.login().message.mfaRequired)
      #expect(try await reason { try await auth.removeTotp(as: user.caller) } == "SECOND_FACTOR_REQUIRED")
      #expect(try await auth.secondFactor(as: user.caller).policy == "required")
    }
  }

  @Test("a second factor goes away with its user", arguments: Engine.available)
  func deletion(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      _ = try await auth.database.write { tx in try tx.execute("DELETE FROM users WHERE id = ?", user.id) }
      let left = try await auth.database.read { tx in
        try tx.first("SELECT (SELECT COUNT(*) FROM second_factors) + (SELECT COUNT(*) FROM recovery_codes)") {
          try $0.int(0)
        }
      }
      #expect(left == 0)
    }
  }

  @Test(
    "a code that is not six digits is named as a bad field",
    arguments: ["", "12345", "1234567", "abcdef", "\u{FF11}23456"])
  func malformed(code: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      #expect(try await refusal { try await auth.confirmTotp(code, as: caller) }.violations.map(\.field) == ["code"])
      let both = try await refusal { try await auth.verify("", code: code) }.violations
      #expect(both.map(\.field) == ["mfa_token", "code"])
    }
  }
}
