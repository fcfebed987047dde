import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Forgotten passwords")
struct PasswordResetTests {
  private static let resetSubject = "Reset your password"

  @Test("the mailed token sets a new password, once", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register("Ana@example.com")
      #expect(try await auth.forgotPassword("ana@EXAMPLE.com").message == "Password reset email sent")
      let mails = try await auth.deliverMail()
      #expect(mails.map(\.to) == ["Ana@example.com"])
      let token = try #require(mails.first?.token)
      #expect(try await auth.resetPassword(token).message == "Password reset successfully")
      #expect(try await reason { try await auth.login("ana@example.com") } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await auth.login("ana@example.com", password: "NewSecret456") } == nil)
      let again = try await reason { try await auth.resetPassword(token, to: "OtherSecret789") }
      #expect(again == "INVALID_RESET_TOKEN")
    }
  }

  @Test("known, unknown and deactivated addresses get the same answer for the same work", arguments: Engine.available)
  func silence(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register("known@example.com")
      let gone = try await auth.register("gone@example.com").message.user.id
      try await auth.administration.deactivateUser(userID: gone)
      for email in ["known@example.com", "nobody@example.com", "gone@example.com"] {
        let before = try #require(try await auth.outboxCount())
        #expect(try await auth.forgotPassword(email).message == "Password reset email sent", "\(email)")
        #expect(try await auth.outboxCount() == before + 1, "\(email)")
      }
      #expect(try await auth.deliverMail().map(\.to) == ["known@example.com"])
      #expect(try await auth.outboxCount() == 0)
    }
  }

  @Test("a reset ends every session, and tells the user by mail", arguments: Engine.available)
  func consequences(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await auth.register().message
      let second = try await auth.login().message
      let revocations = RevocationStore(database: auth.database)
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      let before = try await revocations.latest()
      try await auth.resetPassword(token)
      for tokens in [(first.accessToken, first.refreshToken), (second.accessToken, second.refreshToken)] {
        #expect(try await !auth.isAlive(try auth.caller(tokens.0)))
        #expect(try await reason { try await auth.refresh(tokens.1) } == "INVALID_REFRESH_TOKEN")
      }
      #expect(try await revocations.after(before).map(\.revocation.kind) == [.session, .session, .user])
      let notices = try await auth.deliverMail()
      #expect(notices.map(\.subject) == ["Your password was changed"])
      #expect(notices.map(\.to) == ["user@example.com"])
      #expect(try await auth.auditActions(of: first.user.id).last == "user.password_reset")
    }
  }

  @Test("only the newest token is valid", arguments: Engine.available)
  func newest(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.forgotPassword()
      let old = try await auth.mailedToken(Self.resetSubject)
      try await auth.forgotPassword()
      let new = try await auth.mailedToken(Self.resetSubject)
      #expect(try await reason { try await auth.resetPassword(old) } == "INVALID_RESET_TOKEN")
      #expect(try await reason { try await auth.resetPassword(new) } == nil)
    }
  }

  @Test("a token is valid for one hour", arguments: Engine.available)
  func expiry(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      auth.clock.advance(by: .seconds(3600))
      #expect(try await reason { try await auth.resetPassword(token) } == "INVALID_RESET_TOKEN")
      #expect(try await reason { try await auth.login() } == nil)
    }
  }

  @Test("of many racers on one token one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      let reasons = try await withThrowingTaskGroup(of: String?.self) { group in
        for index in 0..<12 {
          group.addTask { try await reason { try await auth.resetPassword(token, to: "RacerSecret\(index)") } }
        }
        return try await group.reduce(into: [String?]()) { $0.append($1) }
      }
      #expect(reasons.count { $0 == nil } == 1)
      #expect(reasons.count { $0 == "INVALID_RESET_TOKEN" } == 11)
    }
  }

  @Test(
    "a token that is unknown, empty of sense, of another kind or of another tenant is refused",
    arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.register()
      let verification = try await auth.mailedToken("Verify your email")
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      let other = try await auth.administration.createTenant(name: "Other")
      for bad in [verification, "x", "%", String(repeating: "a", count: 100_000)] {
        #expect(try await reason { try await auth.resetPassword(bad) } == "INVALID_RESET_TOKEN")
      }
      #expect(try await reason { try await auth.resetPassword(token, tenant: other) } == "INVALID_RESET_TOKEN")
      #expect(try await reason { try await auth.verifyEmail(token) } == "INVALID_VERIFICATION_TOKEN")
      #expect(try await reason { try await auth.resetPassword(token) } == nil)
    }
  }

  @Test("a weak password is refused, and the token stays valid", arguments: Engine.available)
  func weak(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      for password in ["short", "nouppercase1", String(repeating: "Aa1", count: 350_000)] {
        let found = try await refusal { try await auth.resetPassword(token, to: password) }.violations
        #expect(Set(found.map(\.field)) == ["new_password"])
      }
      let missing = try await refusal { try await auth.resetPassword("", to: "") }.violations
      #expect(missing.map(\.field) == ["token", "new_password"])
      #expect(try await reason { try await auth.resetPassword(token) } == nil)
    }
  }

  @Test("a reset verifies a pending address, for the mail has arrived", arguments: Engine.available)
  func pending(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.register()
      let verification = try await auth.mailedToken("Verify your email")
      try await auth.forgotPassword()
      try await auth.resetPassword(try await auth.mailedToken(Self.resetSubject))
      #expect(try await reason { try await auth.login(password: "NewSecret456") } == nil)
      #expect(try await reason { try await auth.verifyEmail(verification) } == "INVALID_VERIFICATION_TOKEN")
    }
  }

  @Test("a user who only ever used a provider gets a password", arguments: Engine.available)
  func withoutPassword(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      _ = try await auth.database.write { tx in
        try tx.execute("UPDATE accounts SET provider_id = 'google', password_hash = NULL WHERE user_id = ?", id)
      }
      #expect(try await reason { try await auth.login() } == "INVALID_CREDENTIALS")
      try await auth.forgotPassword()
      try await auth.resetPassword(try await auth.mailedToken(Self.resetSubject))
      #expect(try await auth.login(password: "NewSecret456").message.user.id == id)
      let providers = try await auth.database.read { tx in
        try tx.all("SELECT provider_id FROM accounts WHERE user_id = ? ORDER BY provider_id", id) { try $0.text(0) }
      }
      #expect(providers == ["credential", "google"])
    }
  }

  @Test("a token dies with the address that it was mailed to", arguments: Engine.available)
  func addressChanged(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      try await auth.forgotPassword()
      let token = try await auth.mailedToken(Self.resetSubject)
      _ = try await auth.database.write { tx in
        try tx.execute(
          "UPDATE users SET email = 'new@example.com', email_normalized = 'new@example.com' WHERE id = ?", id)
      }
      #expect(try await reason { try await auth.resetPassword(token) } == "INVALID_RESET_TOKEN")
    }
  }

  @Test("a link leads only to a page that the tenant has named", arguments: Engine.available)
  func links(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      _ = try await auth.administration.createAPIKey(
        secret: false, origins: ["https://app.example.com", "*"])
      for page in [
        "https://evil.example/reset", "https://app.example.com.evil.example/", "https://app.example.com:8443/reset",
        "http://app.example.com/reset", "//app.example.com/reset", "javascript:alert(1)",
        "https://app.example.com@evil.example/", "/reset", "",
      ] {
        let found = try await refusal { try await auth.forgotPassword(returnTo: page) }.violations
        #expect(found.map(\.field) == ["return_to"], "\(page)")
      }
      #expect(try await auth.deliverMail().isEmpty)
      try await auth.forgotPassword(returnTo: "https://app.example.com/reset?lang=pt")
      let mail = try #require(try await auth.deliverMail().first)
      #expect(mail.text.contains("https://app.example.com/reset?lang=pt&token="))
      #expect(try await reason { try await auth.resetPassword(try #require(mail.token)) } == nil)
    }
  }

  @Test("the pages that OAuth logins return to are the tenant's own as well", arguments: Engine.available)
  func redirectURIs(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      _ = try await auth.database.write { tx in
        try tx.execute("UPDATE tenants SET allowed_redirect_uris = ?", #"["https://login.example.com/callback"]"#)
      }
      let other = try await refusal { try await auth.forgotPassword(returnTo: "https://login.example.org/reset") }
        .violations
      #expect(other.map(\.field) == ["return_to"])
      try await auth.forgotPassword(returnTo: "https://login.example.com/reset")
      #expect(try await auth.deliverMail().first?.text.contains("https://login.example.com/reset?token=") == true)
    }
  }

  @Test("text that is not an address, or that carries a header, is refused")
  func badAddresses() async throws {
    try await withAuthWorld(.sqlite) { auth in
      for email in ["", "nobody", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com"] {
        let found = try await refusal { try await auth.forgotPassword(email) }.violations
        #expect(found.map(\.field) == ["email"], "\(email)")
      }
    }
  }
}
