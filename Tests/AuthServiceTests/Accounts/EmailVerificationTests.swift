import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("E-mail verification")
struct EmailVerificationTests {
  private static let subject = "Verify your email"

  @Test("the mailed token verifies the address, once, and login opens", arguments: Engine.available)
  func verify(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let token = try await auth.mailedToken(Self.subject)
      #expect(try await auth.verifyEmail(token).message == "Email verified successfully")
      let user = try await auth.login().message.user
      #expect(try await isVerified(auth, user.id))
      #expect(try await reason { try await auth.verifyEmail(token) } == "INVALID_VERIFICATION_TOKEN")
      #expect(
        try await auth.auditActions(of: user.id) == ["user.register", "user.email_verify", "user.login"])
    }
  }

  @Test("the token alone is enough where there is no API key, of whatever tenant", arguments: Engine.available)
  func tokenAlone(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let tenant = try await auth.administration.createTenant(name: "Other")
      try await auth.administration.setEmailVerificationRequired(true, tenantID: tenant)
      _ = try await auth.register(tenant: tenant)
      let token = try await auth.mailedToken(Self.subject)
      #expect(try await auth.verifyEmailWithToken(token).message == "Email verified successfully")
      #expect(try await reason { try await auth.login(tenant: tenant) } == nil)
      #expect(try await reason { try await auth.verifyEmailWithToken(token) } == "INVALID_VERIFICATION_TOKEN")
    }
  }

  @Test(
    "a token is not valid with another tenant's key, nor while its tenant is suspended", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let token = try await auth.mailedToken(Self.subject)
      let other = try await auth.administration.createTenant(name: "Other")
      #expect(try await reason { try await auth.verifyEmail(token, tenant: other) } == "INVALID_VERIFICATION_TOKEN")
      try await setStatus(auth, "suspended")
      #expect(try await reason { try await auth.verifyEmailWithToken(token) } == "INVALID_VERIFICATION_TOKEN")
      try await setStatus(auth, "active")
      #expect(try await reason { try await auth.verifyEmailWithToken(token) } == nil)
    }
  }

  @Test("a token is valid for a day", arguments: Engine.available)
  func expiry(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let token = try await auth.mailedToken(Self.subject)
      auth.clock.advance(by: .seconds(24 * 3600))
      #expect(try await reason { try await auth.verifyEmail(token) } == "INVALID_VERIFICATION_TOKEN")
      #expect(try await reason { try await auth.login() } == "EMAIL_NOT_VERIFIED")
    }
  }

  @Test("the sweeper deletes a token a day after its end, and no earlier", arguments: Engine.available)
  func sweep(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      auth.clock.advance(by: .seconds(2 * 24 * 3600))
      try await auth.sweeper.sweep()
      #expect(try await tokens(auth) == 1)
      auth.clock.advance(by: .seconds(1))
      try await auth.sweeper.sweep()
      #expect(try await tokens(auth) == 0)
    }
  }

  @Test("of 500 racers on one token one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let token = try await auth.mailedToken(Self.subject)
      let won = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<500 {
          group.addTask {
            try await reason {
              if index.isMultiple(of: 2) {
                try await auth.verifyEmail(token)
              } else {
                try await auth.verifyEmailWithToken(token)
              }
            } == nil
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 1)
    }
  }

  @Test("another mail voids the token of the one before", arguments: Engine.available)
  func resend(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let old = try await auth.mailedToken(Self.subject)
      #expect(try await auth.resendVerification().message == "Verification email sent")
      let new = try await auth.mailedToken(Self.subject)
      #expect(try await reason { try await auth.verifyEmail(old) } == "INVALID_VERIFICATION_TOKEN")
      #expect(try await reason { try await auth.verifyEmail(new) } == nil)
    }
  }

  @Test("verified and unknown addresses get the same answer and no mail", arguments: Engine.available)
  func silence(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      try await auth.verifyEmail(try await auth.mailedToken(Self.subject))
      for email in ["user@example.com", "nobody@example.com"] {
        let before = try #require(try await auth.outboxCount())
        #expect(try await auth.resendVerification(email).message == "Verification email sent")
        #expect(try await auth.outboxCount() == before + 1, "\(email)")
        #expect(try await auth.deliverMail().isEmpty)
      }
    }
  }

  @Test("a token dies with the address that it was mailed to", arguments: Engine.available)
  func addressChanged(engine: Engine) async throws {
    try await withPendingUser(engine) { auth in
      let token = try await auth.mailedToken(Self.subject)
      _ = try await auth.database.write { tx in
        try tx.execute("UPDATE users SET email_normalized = 'new@example.com'")
      }
      #expect(try await reason { try await auth.verifyEmail(token) } == "INVALID_VERIFICATION_TOKEN")
    }
  }

  @Test("a missing token, and a page of somebody else's, are named")
  func violations() async throws {
    try await withPendingUser(.sqlite) { auth in
      let found = [
        try await refusal { try await auth.verifyEmail("") }.violations,
        try await refusal { try await auth.verifyEmailWithToken("") }.violations,
        try await refusal {
          try await auth.resendVerification("nobody", returnTo: "https://evil.example/")
        }.violations,
        try await refusal { try await auth.resendVerification(returnTo: "https://evil.example/") }.violations,
      ]
      #expect(found.map { $0.map(\.field) } == [["token"], ["token"], ["email"], ["return_to"]])
    }
  }

  /// Gives `body` a world with one user who must verify the address.
  private func withPendingUser(_ engine: Engine, _ body: (AuthWorld) async throws -> Void) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.register()
      try await body(auth)
    }
  }

  private func isVerified(_ auth: AuthWorld, _ userID: String) async throws -> Bool {
    try await auth.database.read { tx in
      try tx.exists("SELECT 1 FROM users WHERE id = ? AND is_email_verified = 1 AND status = 'active'", userID)
    }
  }

  private func tokens(_ auth: AuthWorld) async throws -> Int64? {
    try await auth.database.read { tx in try tx.first("SELECT COUNT(*) FROM verifications") { try $0.int(0) } }
  }

  private func setStatus(_ auth: AuthWorld, _ status: String) async throws {
    _ = try await auth.database.write { tx in
      try tx.execute("UPDATE tenants SET status = ? WHERE id = ?", status, Caller.defaultTenantID)
    }
  }
}
