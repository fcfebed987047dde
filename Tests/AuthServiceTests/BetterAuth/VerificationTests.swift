import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Better Auth's verifications")
struct VerificationTests {
  @Test("the newest is found by value and by identifier, raw, also when it has expired", arguments: Engine.available)
  func find(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      try await store.createVerification("reset-password:a/b?c", "first", until: auth.inAnHour)
      auth.clock.advance(by: .seconds(1))
      let value = #"{"state":"é"}"#
      let newest = try await store.createVerification("reset-password:a/b?c", value, until: auth.inAnHour) {
        $0.id = "v-1"
      }
      #expect(newest.id == "v-1")
      #expect(try await store.verification(identifier: "reset-password:a/b?c") == newest)
      #expect(try await store.verification(value: value) == newest)
      auth.clock.advance(by: .seconds(7200))
      #expect(try await store.verification(identifier: "reset-password:a/b?c") == newest)
      #expect(try await reason { try await store.verification(value: "reset") } == "VERIFICATION_NOT_FOUND")
      let sameID = try await reason {
        try await store.createVerification("x", "y", until: auth.inAnHour) { $0.id = "v-1" }
      }
      #expect(sameID == "VERIFICATION_EXISTS")
    }
  }

  @Test("consuming takes one that matches everything given, once", arguments: Engine.available)
  func consume(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let one = try await store.createVerification("a", "1", until: auth.inAnHour)
      auth.clock.advance(by: .seconds(1))
      let two = try await store.createVerification("a", "2", until: auth.inAnHour)
      let three = try await store.createVerification("b", "3", until: auth.inAnHour)
      #expect(try await reason { try await store.consume(identifier: "a", value: "3") } == "VERIFICATION_NOT_FOUND")
      #expect(try await store.consume(identifier: "a") == two)
      #expect(try await store.consume(identifier: "a", value: "1") == one)
      #expect(try await reason { try await store.consume(identifier: "a") } == "VERIFICATION_NOT_FOUND")
      #expect(try await store.consume(value: "3") == three)
      #expect(try await reason { try await store.verification(value: "3") } == "VERIFICATION_NOT_FOUND")
    }
  }

  @Test("an expired one is never consumed, and does not hide one that is valid", arguments: Engine.available)
  func expired(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let valid = try await store.createVerification("a", "1", until: auth.inAnHour)
      auth.clock.advance(by: .seconds(1))
      let short = try await store.createVerification("a", "2", until: auth.clock.now().adding(.seconds(10)))
      auth.clock.advance(by: .seconds(10))
      #expect(try await store.consume(identifier: "a") == valid)
      #expect(try await reason { try await store.consume(value: "2") } == "VERIFICATION_NOT_FOUND")
      #expect(try await store.verification(value: "2") == short)
    }
  }

  @Test("of 500 racers on two replicas, one wins", arguments: Engine.available)
  func race(engine: Engine) async throws {
    let place = try DatabasePlace(engine, schema: "auth")
    try await withAuthWorld(engine) { template in
      let databases = [try place.open(), try place.open()]
      let replicas = [
        try await template.replica(database: databases[0]), try await template.replica(database: databases[1]),
      ]
      let made = try await replicas[0].store().createVerification("magic-link", "token", until: template.inAnHour)
      let stores = replicas.map { $0.store() }
      let outcomes = try await withThrowingTaskGroup(of: (AuthV1.Verification?, String?).self) { group in
        for racer in 0..<500 {
          group.addTask {
            var won: AuthV1.Verification?
            let lost = try await reason { won = try await stores[racer % 2].consume(value: "token") }
            return (won, lost)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.compactMap(\.0) == [made])
      #expect(outcomes.compactMap(\.1) == [String](repeating: "VERIFICATION_NOT_FOUND", count: 499))
      for database in databases { await database.close() }
    }
    try await place.remove()
  }

  @Test("all of an identifier go at once, none is fine too", arguments: Engine.available)
  func delete(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      for value in ["1", "2"] { try await store.createVerification("a", value, until: auth.inAnHour) }
      try await store.createVerification("b", "3", until: auth.inAnHour)
      try await store.deleteVerifications("a")
      #expect(try await reason { try await store.verification(identifier: "a") } == "VERIFICATION_NOT_FOUND")
      #expect(try await reason { try await store.deleteVerifications("a") } == nil)
      #expect(try await store.verification(identifier: "b").value == "3")
    }
  }

  @Test("the longest texts can be stored and found", arguments: Engine.available)
  func longest(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      // Random, since PostgreSQL would compress a repetition before it looks at the index's limit.
      func text(_ count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in Character(UnicodeScalar(UInt8.random(in: 33...126, using: &random))) })
      }
      let made = try await store.createVerification(text(1024), text(2048), until: auth.inAnHour)
      #expect(try await store.verification(value: made.value) == made)
      #expect(try await store.verification(identifier: made.identifier) == made)
    }
  }

  @Test("bad fields are reported together")
  func violations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let found = try await refusal {
        try await store.createVerification("", String(repeating: "é", count: 1025), until: auth.inAnHour) {
          $0.clearExpiresAt()
        }
      }.violations
      #expect(found.map(\.field) == ["identifier", "value", "expires_at"])
      #expect(try await refusal { try await store.consume() }.violations.map(\.field) == ["identifier"])
    }
  }

  @Test("verifications of another tenant are neither found, consumed nor deleted", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let stranger = auth.store(try await auth.administration.createTenant(name: "Other"))
      let made = try await store.createVerification("a", "1", until: auth.inAnHour)
      #expect(try await reason { try await stranger.verification(value: "1") } == "VERIFICATION_NOT_FOUND")
      #expect(try await reason { try await stranger.verification(identifier: "a") } == "VERIFICATION_NOT_FOUND")
      #expect(try await reason { try await stranger.consume(value: "1") } == "VERIFICATION_NOT_FOUND")
      try await stranger.deleteVerifications("a")
      #expect(try await store.consume(identifier: "a") == made)
    }
  }
}
