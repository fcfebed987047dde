import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Better Auth's accounts")
struct BetterAuthAccountTests {
  @Test("the hash of a credential account opens the login", arguments: Engine.available)
  func credential(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser("a@example.com").id
      #expect(try await reason { try await store.password(ofUser: user) } == "ACCOUNT_NOT_FOUND")
      let hash = try await PasswordHasher(cost: .test).hash(AuthWorld.password)
      let made = try await store.createAccount(of: user) { $0.password = hash }
      #expect(made.accountID == user)
      #expect(made.password == hash)
      #expect(try await store.accounts(ofUser: user).items == [made])
      let password = try await store.password(ofUser: user)
      #expect(password.password == hash)
      #expect(password.id == made.id)
      #expect(try await auth.login("a@example.com").message.user.id == user)
      let newHash = try await PasswordHasher(cost: .test).hash("Another1Password")
      #expect(try await store.updateAccount(made.id) { $0.password = newHash }.password == newHash)
      #expect(try await reason { try await auth.login("a@example.com") } == "INVALID_CREDENTIALS")
      #expect(try await auth.login("a@example.com", password: "Another1Password").message.user.id == user)
    }
  }

  @Test("a registered user's hash is there for Better Auth", arguments: Engine.available)
  func registered(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message.user.id
      let account = try #require(try await auth.store().accounts(ofUser: user).items.first)
      #expect(account.providerID == "credential")
      #expect(try await PasswordHasher(cost: .test).check(AuthWorld.password, against: account.password).matches)
      #expect(try await auth.store().account(provider: "credential", accountID: user) == account)
    }
  }

  @Test("a provider's tokens come back as they were, and are sealed meanwhile", arguments: Engine.available)
  func tokens(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let end = auth.inAnHour.asProto
      let made = try await store.createAccount(of: user, provider: "google") {
        $0.id = "acc-1"
        $0.accountID = "1234"
        $0.accessToken = "access-secret"
        $0.refreshToken = "refresh-secret"
        $0.idToken = "id-secret"
        $0.accessTokenExpiresAt = end
        $0.scope = "openid email"
      }
      #expect(try await store.account(provider: "google", accountID: "1234") == made)
      #expect(made.accessTokenExpiresAt == end)
      #expect(!made.hasRefreshTokenExpiresAt)
      let stored = try await auth.column(
        "SELECT access_token, refresh_token, id_token FROM accounts WHERE id = ?", "acc-1"
      ) { row in try (0..<3).map { try row.blob($0) } }
      #expect(stored.flatMap { $0 }.count == 3)
      #expect(!stored.flatMap { $0 }.contains { String(decoding: $0, as: UTF8.self).contains("secret") })
      auth.clock.advance(by: .seconds(5))
      let changed = try await store.updateAccount("acc-1") {
        $0.accessToken = "next"
        $0.refreshToken = ""
      }
      #expect(changed.accessToken == "next")
      #expect(!changed.hasRefreshToken)
      #expect(changed.idToken == "id-secret")
      #expect(changed.updatedAt == auth.clock.now().asProto)
      #expect(try await store.accounts(ofUser: user).items == [changed])
    }
  }

  @Test("a provider's account belongs to one user", arguments: Engine.available)
  func taken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let one = try await store.createUser("one@example.com").id
      let two = try await store.createUser("two@example.com").id
      let made = try await store.createAccount(of: one, provider: "google") { $0.accountID = "7" }
      let stolen = try await reason {
        try await store.createAccount(of: two, provider: "google") { $0.accountID = "7" }
      }
      #expect(stolen == "ACCOUNT_EXISTS")
      #expect(try await store.account(provider: "google", accountID: "7") == made)
      #expect(try await reason { try await store.createAccount(of: "ghost") } == "USER_NOT_FOUND")
    }
  }

  @Test("a password opens no other user's door, and bad fields are reported together", arguments: Engine.available)
  func violations(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let victim = try await store.createUser("victim@example.com").id
      let attacker = try await store.createUser("attacker@example.com").id
      let door = try await refusal {
        try await store.createAccount(of: attacker) {
          $0.accountID = victim
          $0.password = "hash"
        }
      }.violations
      #expect(door.map(\.field) == ["account_id"])
      let found = try await refusal {
        try await store.createAccount(of: "", provider: "google") {
          $0.password = "hash"
          $0.accessToken = String(repeating: "x", count: 16385)
          $0.refreshTokenExpiresAt.nanos = -1
        }
      }.violations
      #expect(
        found.map(\.field) == [
          "user_id", "account_id", "password", "access_token", "refresh_token_expires_at",
        ])
      let google = try await store.createAccount(of: attacker, provider: "google") { $0.accountID = "7" }
      let password = try await refusal {
        try await store.updateAccount(google.id) { $0.password = "hash" }
      }.violations
      #expect(password.map(\.field) == ["password"])
      let missing = try await refusal { try await store.account(provider: "", accountID: "") }.violations
      #expect(missing.map(\.field) == ["provider_id", "account_id"])
    }
  }

  @Test("an unlinked account opens nothing", arguments: Engine.available)
  func delete(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await auth.register("a@example.com").message.user.id
      let account = try await store.account(provider: "credential", accountID: user)
      try await store.deleteAccount(account.id)
      #expect(try await reason { try await auth.login("a@example.com") } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await store.deleteAccount(account.id) } == "ACCOUNT_NOT_FOUND")
      let change = try await reason { try await store.updateAccount(account.id) { $0.scope = "x" } }
      #expect(change == "ACCOUNT_NOT_FOUND")
      #expect(try await store.accounts(ofUser: user).total == 0)
    }
  }

  @Test("accounts of another tenant are neither found, changed nor unlinked", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let stranger = auth.store(try await auth.administration.createTenant(name: "Other"))
      let user = try await auth.register().message.user.id
      let account = try await auth.store().account(provider: "credential", accountID: user)
      let found = try await reason { try await stranger.account(provider: "credential", accountID: user) }
      #expect(found == "ACCOUNT_NOT_FOUND")
      #expect(try await stranger.accounts(ofUser: user).items.isEmpty)
      #expect(try await reason { try await stranger.password(ofUser: user) } == "ACCOUNT_NOT_FOUND")
      let change = try await reason { try await stranger.updateAccount(account.id) { $0.password = "hash" } }
      #expect(change == "ACCOUNT_NOT_FOUND")
      #expect(try await reason { try await stranger.deleteAccount(account.id) } == "ACCOUNT_NOT_FOUND")
      #expect(try await reason { try await stranger.createAccount(of: user) } == "USER_NOT_FOUND")
      #expect(try await auth.store().accounts(ofUser: user).items == [account])
    }
  }
}
