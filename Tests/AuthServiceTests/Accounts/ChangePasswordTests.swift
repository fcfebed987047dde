import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Changing the password")
struct ChangePasswordTests {
  @Test("the session that changes it stays, every other one ends", arguments: Engine.available)
  func change(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.register()
      let this = try await auth.login()
      let caller = try auth.caller(this.message.accessToken)
      #expect(try await auth.changePassword(as: caller).message == "Password changed successfully")
      #expect(try await auth.isAlive(caller))
      #expect(try await reason { try await auth.refresh(this.message.refreshToken) } == nil)
      #expect(try await !auth.isAlive(try auth.caller(other.message.accessToken)))
      #expect(try await reason { try await auth.refresh(other.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await reason { try await auth.login() } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await auth.login(password: "NewSecret456") } == nil)
    }
  }

  @Test("gateways hear of each session that ended, and the user of the change", arguments: Engine.available)
  func consequences(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try auth.caller(try await auth.register().message.accessToken)
      let this = try await auth.login().message
      let revocations = RevocationStore(database: auth.database)
      let before = try await revocations.latest()
      try await auth.changePassword(as: try auth.caller(this.accessToken))
      let heard = try await revocations.after(before).map(\.revocation)
      #expect(heard.map(\.kind) == [.session])
      #expect(heard.map(\.subjectID) == [other.sessionID])
      #expect(try await auth.deliverMail().map(\.subject) == ["Your password was changed"])
      #expect(try await auth.auditActions(of: this.user.id).last == "user.password_change")
    }
  }

  @Test("a wrong current password changes nothing", arguments: Engine.available)
  func wrong(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      for current in ["WrongPass123", String(repeating: "A", count: 10_000_000)] {
        let refused = try await reason { try await auth.changePassword(from: current, as: caller) }
        #expect(refused == "WRONG_PASSWORD")
      }
      #expect(try await reason { try await auth.login() } == nil)
      #expect(try await auth.deliverMail().isEmpty)
    }
  }

  @Test("a user without a password is told so", arguments: Engine.available)
  func withoutPassword(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register().message
      _ = try await auth.database.write { tx in
        try tx.execute("DELETE FROM accounts WHERE user_id = ?", reply.user.id)
      }
      let refused = try await reason { try await auth.changePassword(as: try auth.caller(reply.accessToken)) }
      #expect(refused == "PASSWORD_NOT_SET")
    }
  }

  @Test("every bad field is named")
  func violations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      let missing = try await refusal {
        try await auth.changePassword(from: "", to: "", as: caller)
      }.violations
      #expect(missing.map(\.field) == ["current_password", "new_password"])
      let weak = try await refusal { try await auth.changePassword(to: "alllower1", as: caller) }.violations
      #expect(weak.map(\.field) == ["new_password"])
    }
  }

  @Test("of two changes at once one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<8 {
          group.addTask {
            try await reason { try await auth.changePassword(to: "RacerSecret\(index)", as: caller) } == nil
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(changed == 1)
    }
  }

  @Test("a change voids a reset token that is on its way", arguments: Engine.available)
  func resetToken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      try await auth.forgotPassword()
      let token = try await auth.mailedToken("Reset your password")
      try await auth.changePassword(as: caller)
      #expect(try await reason { try await auth.resetPassword(token) } == "INVALID_RESET_TOKEN")
    }
  }

  @Test("nobody's password is changed without a user, or with another tenant's one", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message.user.id
      let other = try await auth.administration.createTenant(name: "Other")
      #expect(try await reason { try await auth.changePassword(as: .application()) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.changePassword(as: .user(user, other)) } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.login() } == nil)
    }
  }
}
