import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Registration")
struct RegisterTests {
  @Test("a new user gets tokens, the user and a session cookie", arguments: Engine.available)
  func register(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register(" Ana.Souza@Example.com ", displayName: "Ana")
      #expect(reply.message.tokenType == "Bearer")
      #expect(reply.message.expiresIn == 3600)
      #expect(!reply.message.accessToken.isEmpty)
      #expect(!reply.message.refreshToken.isEmpty)
      #expect(reply.message.user.email == "Ana.Souza@Example.com")
      #expect(reply.message.user.displayName == "Ana")
      #expect(!reply.message.user.hasAvatarURL)
      #expect(reply.message.user.isActive)
      #expect(isUUID(reply.message.user.id))
      #expect(!reply.message.hasVerificationRequired)
      let cookie = try #require(reply.cookie)
      #expect(cookie.hasPrefix("quartet_session="))
      #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"))
      let session = try await auth.resolve(cookie: try #require(reply.sessionToken))
      #expect(session.userID == reply.message.user.id)
      #expect(session.tenantID == Caller.defaultTenantID)
    }
  }

  @Test("the same e-mail in another case or width is taken", arguments: Engine.available)
  func duplicates(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register("user@example.com")
      for variant in ["user@example.com", "USER@Example.COM", "ｕｓｅｒ@example.com", "  user@example.com\t"] {
        #expect(try await reason { try await auth.register(variant) } == "EMAIL_TAKEN", "\(variant)")
      }
    }
  }

  @Test("of many registrations of one e-mail at once, one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let won = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<10 {
          group.addTask { try await reason { try await auth.register("racer@example.com") } == nil }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 1)
    }
  }

  @Test("an address that mixes scripts that look alike is refused, in each of its parts")
  func mixedScripts() async throws {
    try await withAuthWorld(.sqlite) { auth in
      for email in [
        "us\u{435}r@example.com", "user@ex\u{430}mple.com", "\u{3BF}nly@example.com", "a.\u{561}b@example.com",
      ] {
        let found = try await refusal { try await auth.register(email) }.violations
        #expect(found.map(\.field) == ["email"], "\(email)")
        #expect(found.first?.message.contains("scripts") == true)
      }
      for email in ["пользователь@пример.рф", "χρήστης@example.gr", "山田taro@example.jp", "jürgen@example.de"] {
        #expect(try await reason { try await auth.register(email) } == nil, "\(email)")
      }
    }
  }

  @Test("an address that looks like a known one is taken, whichever came first", arguments: Engine.available)
  func lookAlikes(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register("cope@example.com")
      #expect(try await reason { try await auth.register("соре@example.com") } == "EMAIL_TAKEN")
      _ = try await auth.register("ѕхура@example.com")
      #expect(try await reason { try await auth.register("sxypa@example.com") } == "EMAIL_TAKEN")
      let other = try await auth.administration.createTenant(name: "Other")
      #expect(try await reason { try await auth.register("соре@example.com", tenant: other) } == nil)
    }
  }

  @Test("an address with something invisible, a header or a second recipient in it is none")
  func hostileAddresses() async throws {
    try await withAuthWorld(.sqlite) { auth in
      for email in [
        "us\u{200B}er@example.com", "user\u{FE0F}@example.com", "us\u{34F}er@example.com", "\u{3164}@example.com",
        "user@example.com\r\nBcc: victim@example.com", "user@example.com\nSubject: x", "user@example.com\0",
        "a@example.com,b@example.com", "User <user@example.com>", "\"a b\"@example.com",
        String(repeating: "a", count: 1_000_000) + "@example.com",
      ] {
        let found = try await refusal { try await auth.register(email) }.violations
        #expect(found.map(\.field) == ["email"], "\(email.prefix(40))")
      }
    }
  }

  @Test("every bad field is reported at once")
  func allViolations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal {
        try await auth.reply(.register, as: .application()) {
          $0.email = "nobody"
          $0.password = "short"
          $0.displayName = String(repeating: "x", count: 101)
          $0.locale = "english please"
          $0.returnTo = "javascript:alert(1)"
        }
      }.violations
      #expect(
        found.map(\.field) == [
          "email", "password", "password", "password", "display_name", "locale", "return_to",
        ])
    }
  }

  @Test("missing fields are reported as missing")
  func missing() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal { try await auth.register("", password: "") }.violations
      #expect(found.map(\.field) == ["email", "password"])
      #expect(found.allSatisfy { $0.type == "missing" })
    }
  }

  @Test(
    "a weak or endless password is refused",
    arguments: [
      ("Short1a", 1), ("alllowercase1", 1), ("ALLUPPERCASE1", 1), ("NoDigitsHere", 1), ("12345678", 2),
      (String(repeating: "Aa1", count: 400), 1), (String(repeating: "Aa1", count: 3_500_000), 1),
    ])
  func passwords(password: String, broken: Int) {
    var violations = Violations()
    PasswordRule.check(password, "password", &violations)
    #expect(violations.all.count == broken)
  }

  @Test("with e-mail verification there are no tokens, and login waits for it", arguments: Engine.available)
  func verification(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      let reply = try await auth.register()
      #expect(reply.message.verificationRequired)
      #expect(reply.message.message == "Registration successful. Please check your email to verify your account.")
      #expect(!reply.message.hasAccessToken)
      #expect(!reply.message.hasUser)
      #expect(reply.cookie == nil)
      #expect(try await reason { try await auth.login() } == "EMAIL_NOT_VERIFIED")
      #expect(try await reason { try await auth.login(password: "Wrong1234") } == "INVALID_CREDENTIALS")
      try await auth.administration.markEmailVerified(email: "USER@example.com")
      #expect(try await auth.login().message.user.email == "user@example.com")
    }
  }

  @Test("a verification link leads to the tenant's own origins only", arguments: Engine.available)
  func returnTo(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["https://app.example.com"])
      let found = try await refusal { try await auth.register(returnTo: "https://evil.example/verify") }.violations
      #expect(found.map(\.field) == ["return_to"])
      let reply = try await auth.register(returnTo: "https://app.example.com/verify")
      #expect(reply.message.verificationRequired)
    }
  }
}
