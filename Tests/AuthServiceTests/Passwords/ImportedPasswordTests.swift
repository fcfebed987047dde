import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Imported passwords")
struct ImportedPasswordTests {
  @Test(
    "a hash of another system opens the login, and becomes one of today's",
    .enabled(if: PythonOracle.isAvailable, "QUARTET_TEST_PYTHON is not set"), arguments: Engine.available)
  func rehash(engine: Engine) async throws {
    let made = try PythonOracle.ask("password_hashes.py", [AuthWorld.password], as: [[String: String]].self)
    let hashes = try #require(made.first)
    try await withAuthWorld(engine) { auth in
      for (number, (form, hash)) in hashes.enumerated() {
        let email = "user\(number)@example.com"
        let account = try await auth.importUser(email, hash)
        #expect(try await reason { try await auth.login(email, password: "Wrong1234") } == "INVALID_CREDENTIALS")
        #expect(try await auth.storedHash(account) == hash, "\(form)")
        _ = try await auth.login(email)
        #expect(try await auth.storedHash(account).hasPrefix("$scrypt$ln=2,r=1,p=1$"), "\(form)")
        _ = try await auth.login(email)
        #expect(try await reason { try await auth.login(email, password: "Wrong1234") } == "INVALID_CREDENTIALS")
      }
    }
  }

  @Test(
    "a bcrypt hash stays while it can't vouch for the whole password",
    .enabled(if: PythonOracle.isAvailable, "QUARTET_TEST_PYTHON is not set"), arguments: Engine.available)
  func longPassword(engine: Engine) async throws {
    let password = String(repeating: "LongPass1 ", count: 9)
    let made = try PythonOracle.ask("password_hashes.py", [password], as: [[String: String]].self)
    let hash = try #require(made.first?["bcrypt 2b"])
    try await withAuthWorld(engine) { auth in
      let account = try await auth.importUser("user@example.com", hash)
      _ = try await auth.login(password: password + "typo")
      _ = try await auth.login(password: password)
      #expect(try await auth.storedHash(account) == hash)
    }
  }

  @Test(
    "a crafted hash is not computed, and says what a wrong password says",
    arguments: [
      "$argon2id$v=19$m=4194304,t=64,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "plain text",
    ])
  func crafted(hash: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      _ = try await auth.importUser("user@example.com", hash)
      for password in [AuthWorld.password, hash + "1"] {
        #expect(try await reason { try await auth.login(password: password) } == "INVALID_CREDENTIALS")
      }
    }
  }
}

extension AuthWorld {
  /// Stores a user with a password hash, as Better Auth does; returns the account's id.
  fileprivate func importUser(_ email: String, _ hash: String) async throws -> String {
    let store = store()
    let user = try await store.createUser(email).id
    return try await store.createAccount(of: user) { $0.password = hash }.id
  }

  fileprivate func storedHash(_ accountID: String) async throws -> String {
    try await database.read { tx in
      try #require(
        try tx.first("SELECT password_hash FROM accounts WHERE id = ?", accountID) { try $0.text(0) })
    }
  }
}
