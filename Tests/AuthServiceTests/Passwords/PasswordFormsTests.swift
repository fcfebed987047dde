import Foundation
import TestSupport
import Testing

@testable import AuthService

@Suite("Password hashes of other systems")
struct PasswordFormsTests {
  @Test(
    "a password matches its hash, and no other does, whoever made it",
    .enabled(if: PythonOracle.isAvailable, "QUARTET_TEST_PYTHON is not set"),
    arguments: [
      "SecurePass123", "pä\u{DF}w\u{F6}rd Ünïcode 1", "\u{1F511}\u{1F511} Key1", "a",
      String(repeating: "long Pass1 ", count: 6),
    ])
  func oracle(password: String) throws {
    let made = try PythonOracle.ask("password_hashes.py", [password], as: [[String: String]].self)
    let hashes = try #require(made.first)
    #expect(hashes.count == 8)
    for (form, text) in hashes {
      let hash = try #require(PasswordForms.read(text), "\(form): \(text)")
      #expect(try hash.matches(password), "\(form): \(text)")
      #expect(try !hash.matches(password + "x"), "\(form): \(text)")
      #expect(try !hash.matches(""), "\(form): \(text)")
      #expect(hash.isOutdated(password, today: .standard), "\(form): \(text)")
    }
  }

  @Test(
    "beyond 72 bytes bcrypt compares what it has seen, and is not replaced by a guess at the rest",
    .enabled(if: PythonOracle.isAvailable, "QUARTET_TEST_PYTHON is not set"))
  func long() throws {
    let password = String(repeating: "0123456789", count: 8)
    let made = try PythonOracle.ask("password_hashes.py", [password], as: [[String: String]].self)
    let text = try #require(made.first?["bcrypt 2b"])
    let hash = try #require(BcryptHash(text))
    #expect(try hash.matches(password))
    #expect(try hash.matches(password.prefix(72) + "something else"))
    #expect(try !hash.matches(String(password.prefix(71))))
    #expect(!hash.isOutdated(password, today: .standard))
    #expect(hash.isOutdated(String(password.prefix(72)), today: .standard))
  }

  /// The reference vectors of crypt_blowfish's `wrapper.c`.
  @Test(
    "the function is bcrypt",
    arguments: [
      ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
      ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
      ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
    ])
  func bcryptVectors(text: String, password: String) throws {
    let hash = try #require(BcryptHash(text))
    #expect(try hash.matches(password))
    #expect(try !hash.matches(password + "U"))
  }

  @Test("a password with a NUL does not match the hash of what stands before it")
  func nul() throws {
    let hash = try #require(BcryptHash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"))
    #expect(try !hash.matches("U*U\0"))
    #expect(try !hash.matches("U*U\0anything"))
  }

  /// The test vectors of the Argon2 reference implementation (test.c, version 0x13).
  @Test(
    "the function is Argon2",
    arguments: [
      (
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password"
      ),
      (
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", "password"
      ),
      (
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8", "password"
      ),
      (
        "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY", "password"
      ),
    ])
  func argon2Vectors(text: String, password: String) throws {
    let hash = try #require(Argon2Hash(text))
    #expect(try hash.matches(password))
    #expect(try !hash.matches("differentpassword"))
  }

  @Test(
    "what is not a hash, or one that would cost too much, is not read",
    arguments: [
      "", "$", "$$$$", "$argon2id$", "plain text", String(repeating: "a", count: 60),
      // bcrypt: unknown variants, cost 15 and 31, cost 3, a bad character, one too short.
      "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW",
      "$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe=",
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
      // Argon2: d, four GiB, memory times passes, many lanes, less memory than lanes need, unknown version,
      // no passes, a negative number, parameters in disorder, a missing one, short salt, short and long digest.
      "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=65536,t=64,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=65536,t=1,p=17$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=15,t=1,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=18$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=-2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
      "$argon2id$v=19$m=256,t=9223372036854775807,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      // Better Auth: no hexadecimal, a short key, no salt.
      "0123456789abcdeg:" + String(repeating: "ab", count: 64),
      "0123456789abcdef:" + String(repeating: "ab", count: 63),
      ":" + String(repeating: "ab", count: 64), "0123456789abcdef:" + String(repeating: "é", count: 64),
      "0123456789abcdef:" + String(repeating: "ab", count: 64) + ":",
      // An import may hold anything.
      "$scrypt$ln=2,r=1,p=1$" + String(repeating: "A", count: 1 << 20) + "$AAAAAAAAAAAAAAAAAAAAAA",
    ])
  func unreadable(text: String) {
    #expect(PasswordForms.read(text) == nil)
  }
}
