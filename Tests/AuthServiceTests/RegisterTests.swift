import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Registration")
struct RegisterTests {
  @Test("a new user gets tokens, the user and a session cookie", arguments: Engine.available)
  func register(engine: Engine) async throws {
    try await withAuth(engine) { auth in
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
    try await withAuth(engine) { auth in
      _ = try await auth.register("user@example.com")
      for variant in ["user@example.com", "USER@Example.COM", "ｕｓｅｒ@example.com", "  user@example.com\t"] {
        #expect(try await reason { try await auth.register(variant) } == "EMAIL_TAKEN", "\(variant)")
      }
    }
  }

  @Test("of many registrations of one e-mail at once, one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withAuth(engine) { auth in
      let won = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<10 {
          group.addTask { try await reason { try await auth.register("racer@example.com") } == nil }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 1)
    }
  }

  @Test("every bad field is reported at once")
  func allViolations() async throws {
    try await withAuth(.sqlite) { auth in
      let found = try await violations {
        try await auth.reply(
          AuthV1.AccountService.Method.Register.descriptor,
          AuthV1.RegisterRequest.with {
            $0.email = "nobody"
            $0.password = "short"
            $0.displayName = String(repeating: "x", count: 101)
            $0.locale = "english please"
            $0.returnTo = "javascript:alert(1)"
          }, as: .application()) as AuthWorld.Reply<AuthV1.RegisterResponse>
      }
      #expect(
        found.map(\.field) == [
          "email", "password", "password", "password", "display_name", "locale", "return_to",
        ])
    }
  }

  @Test("missing fields are reported as missing")
  func missing() async throws {
    try await withAuth(.sqlite) { auth in
      let found = try await violations { try await auth.register("", password: "") }
      #expect(found.map(\.field) == ["email", "password"])
      #expect(found.allSatisfy { $0.type == "missing" })
    }
  }

  @Test(
    "a weak or endless password is refused",
    arguments: [
      ("Short1a", 1), ("alllowercase1", 1), ("ALLUPPERCASE1", 1), ("NoDigitsHere", 1), ("12345678", 2),
      (String(repeating: "Aa1", count: 400), 1),
    ])
  func passwords(password: String, broken: Int) {
    var violations = Violations()
    PasswordRule.check(password, "password", &violations)
    #expect(violations.all.count == broken)
  }

  @Test("with e-mail verification there are no tokens, and login waits for it", arguments: Engine.available)
  func verification(engine: Engine) async throws {
    try await withAuth(engine) { auth in
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
    try await withAuth(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["https://app.example.com"])
      let found = try await violations { try await auth.register(returnTo: "https://evil.example/verify") }
      #expect(found.map(\.field) == ["return_to"])
      let reply = try await auth.register(returnTo: "https://app.example.com/verify")
      #expect(reply.message.verificationRequired)
    }
  }
}
