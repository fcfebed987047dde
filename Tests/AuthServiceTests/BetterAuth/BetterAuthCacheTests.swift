import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("The backing store's caches")
struct BetterAuthCacheTests {
  @Test("a second look-up is answered from memory, and the statistics say so", arguments: Engine.available)
  func hits(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser("a@example.com").id
      let token = try await store.createSession(of: user, until: auth.inAnHour).token
      for _ in 0..<4 {
        _ = try await store.user(email: "A@example.com")
        _ = try await store.session(token: token)
      }
      // Nothing writes past the service without its caches noticing within five seconds, and not before.
      try await auth.database.write { tx in
        _ = try tx.execute("UPDATE users SET display_name = 'Changed' WHERE id = ?", user)
      }
      #expect(try await store.user(email: "a@example.com").name == "User")
      let stats = try await store.cacheStats()
      #expect(stats.usersByEmail.hits == 4)
      #expect(stats.usersByEmail.misses == 1)
      #expect(stats.usersByEmail.hitRate == 0.8)
      #expect(stats.usersByEmail.size == 1)
      #expect(stats.usersByEmail.ttlSeconds == 5)
      #expect(stats.sessionsByToken.hits == 3)
      #expect(stats.sessionsByToken.misses == 1)
      auth.clock.advance(by: .seconds(5))
      #expect(try await store.user(email: "a@example.com").name == "Changed")
    }
  }

  @Test("what is not there is not remembered", arguments: Engine.available)
  func misses(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      #expect(try await reason { try await store.user(email: "a@example.com") } == "USER_NOT_FOUND")
      let user = try await store.createUser("a@example.com")
      #expect(try await store.user(email: "a@example.com") == user)
      #expect(try await reason { try await store.session(token: "later") } == "SESSION_UNKNOWN")
      let session = try await store.createSession(of: user.id, token: "later", until: auth.inAnHour)
      #expect(try await store.session(token: "later") == session)
    }
  }

  @Test("every write through the store shows at once", arguments: Engine.available)
  func writes(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser("old@example.com").id
      let session = try await store.createSession(of: user, until: auth.inAnHour)
      _ = try await store.user(email: "old@example.com")
      _ = try await store.session(token: session.token)
      try await store.updateUser(user) { $0.name = "New" }
      #expect(try await store.user(email: "old@example.com").name == "New")
      try await store.updateUser(user) { $0.email = "new@example.com" }
      #expect(try await reason { try await store.user(email: "old@example.com") } == "USER_NOT_FOUND")
      try await store.updateSession(session.id) { $0.userAgent = "Safari" }
      #expect(try await store.session(token: session.token).userAgent == "Safari")
      try await store.deleteSession(session.id)
      #expect(try await reason { try await store.session(token: session.token) } == "SESSION_UNKNOWN")
      _ = try await store.user(email: "new@example.com")
      try await store.deleteUser(user)
      #expect(try await reason { try await store.user(email: "new@example.com") } == "USER_NOT_FOUND")
    }
  }

  @Test("the end of a session on another surface shows at once in the same process", arguments: Engine.available)
  func logout(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let reply = try await auth.register()
      let cookie = try #require(reply.sessionToken)
      _ = try await store.session(token: cookie)
      _ = try await auth.logout(as: try auth.caller(reply.message.accessToken))
      #expect(try await reason { try await store.session(token: cookie) } == "SESSION_UNKNOWN")
    }
  }

  @Test("what another replica ends shows after a quarter of a second", arguments: Engine.available)
  func replicas(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let here = auth.store()
      let there = try await auth.replica().store()
      let user = try await here.createUser("a@example.com").id
      let one = try await here.createSession(of: user, token: "one", until: auth.inAnHour)
      try await here.createSession(of: user, token: "two", until: auth.inAnHour)
      for token in ["one", "two"] { _ = try await here.session(token: token) }
      _ = try await here.user(email: "a@example.com")
      try await there.deleteSession(one.id)
      #expect(try await here.session(token: "one") == one)
      auth.clock.advance(by: .milliseconds(250))
      #expect(try await reason { try await here.session(token: "one") } == "SESSION_UNKNOWN")
      #expect(try await here.session(token: "two").userID == user)
      try await there.deleteUser(user)
      auth.clock.advance(by: .milliseconds(250))
      #expect(try await reason { try await here.session(token: "two") } == "SESSION_UNKNOWN")
      #expect(try await reason { try await here.user(email: "a@example.com") } == "USER_NOT_FOUND")
    }
  }

  @Test("a thousand revocations by another replica are all heeded", arguments: Engine.available)
  func manyRevocations(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let session = try await store.createSession(of: user, until: auth.inAnHour)
      _ = try await store.session(token: session.token)
      let now = auth.clock.now()
      try await auth.database.write(tenant: Caller.defaultTenantID) { tenant in
        for index in 0..<1100 {
          try tenant.append(Revocation(kind: .session, subjectID: "s\(index)", at: now))
        }
        _ = try tenant.endSession(id: session.id, at: now)
      }
      auth.clock.advance(by: .milliseconds(250))
      #expect(try await reason { try await store.session(token: session.token) } == "SESSION_UNKNOWN")
    }
  }
}

@Suite("A look-up cache")
struct LookupCacheTests {
  private let clock = TestClock()

  private func cache(capacity: Int = 10) -> LookupCache<Int, String> { LookupCache(capacity: capacity, clock: clock) }

  @Test("it never holds more than its capacity, and keeps what is young")
  func bounded() async throws {
    let cache = cache(capacity: 10)
    for key in 0..<100 { _ = try await cache.value(key) { "\(key)" } }
    #expect(cache.statistics.size <= 10)
    let last = try await cache.value(99) { "looked up" }
    #expect(last == "99")
    let first = try await cache.value(0) { "looked up" }
    #expect(first == "looked up")
  }

  @Test("an answer from before a write is not remembered")
  func overtaken() async throws {
    let cache = cache()
    let old = try await cache.value(1) {
      // The write happens while the answer is under way.
      cache.forget(1)
      return "old"
    }
    #expect(old == "old")
    let new = try await cache.value(1) { "new" }
    #expect(new == "new")
  }

  @Test("a clock that is set back makes nothing live longer")
  func setBack() async throws {
    let cache = cache()
    _ = try await cache.value(1) { "old" }
    clock.advance(by: .seconds(-60))
    let answer = try await cache.value(1) { "new" }
    #expect(answer == "new")
  }

  @Test("forgetting by a condition leaves the rest")
  func condition() async throws {
    let cache = cache()
    for key in 0..<4 { _ = try await cache.value(key) { "\(key)" } }
    cache.forget { key, _ in key < 2 }
    #expect(cache.statistics.size == 2)
    let kept = try await cache.value(3) { "looked up" }
    #expect(kept == "3")
  }
}
