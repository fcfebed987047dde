import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite("Rate limits")
struct RateLimitTests {
  private static func limit(_ requests: Int32, per: String, block: String = "") throws -> RateLimit {
    try RateLimit(
      proto: .with {
        $0.scope = "test"
        $0.key = .clientIp
        $0.requests = requests
        $0.per = per
        $0.block = block
      })
  }

  /// Both limiters over one clock.
  private func limiters(_ engine: Engine, _ body: (any RateLimiter, TestClock) async throws -> Void) async throws {
    let clock = TestClock()
    try await body(MemoryRateLimiter(clock: clock), clock)
    try await withDatabase(engine, schema: "gateway") { database in
      try await database.migrate(RateBucketStore.migrations)
      let clock = TestClock()
      try await body(DatabaseRateLimiter(database: database, clock: clock), clock)
    }
  }

  @Test("a bucket gives its size at once, then one token per share of its time", arguments: Engine.available)
  func refill(engine: Engine) async throws {
    let limit = try Self.limit(3, per: "60s")
    try await limiters(engine) { limiter, clock in
      for _ in 0..<3 { #expect(try await limiter.take(limit, key: "a") == nil) }
      let wait = try await limiter.take(limit, key: "a")
      #expect(wait == .seconds(20))
      #expect(try await limiter.take(limit, key: "b") == nil)
      clock.advance(by: .seconds(20))
      #expect(try await limiter.take(limit, key: "a") == nil)
      #expect(try await limiter.take(limit, key: "a") != nil)
    }
  }

  @Test(
    "a token that is given back can be taken again, and never makes more than there were", arguments: Engine.available)
  func givenBack(engine: Engine) async throws {
    let limit = try Self.limit(2, per: "1h", block: "30m")
    try await limiters(engine) { limiter, _ in
      try await limiter.giveBack(limit, key: "a")
      for _ in 0..<5 {
        let wait = try await limiter.take(limit, key: "a")
        #expect(wait == nil)
        try await limiter.giveBack(limit, key: "a")
        try await limiter.giveBack(limit, key: "a")
      }
      for _ in 0..<2 {
        let wait = try await limiter.take(limit, key: "a")
        #expect(wait == nil)
      }
      let wait = try await limiter.take(limit, key: "a")
      #expect(wait == .seconds(1800))
    }
  }

  @Test("a refused request writes nothing, but for the beginning of a block", arguments: Engine.available)
  func refusalsWriteNothing(engine: Engine) async throws {
    let slow = try Self.limit(2, per: "1h")
    let blocking = RateLimit(scope: "blocking", key: .clientIp, requests: 2, per: .seconds(3600), block: .seconds(1800))
    try await withDatabase(engine, schema: "gateway") { database in
      try await database.migrate(RateBucketStore.migrations)
      let clock = TestClock()
      let limiter = DatabaseRateLimiter(database: database, clock: clock)
      let other = DatabaseRateLimiter(database: database, clock: clock)
      for limit in [slow, blocking] {
        for _ in 0..<2 { _ = try await limiter.take(limit, key: "a") }
        if limit.block != nil { _ = try await limiter.take(limit, key: "a") }
        let before = try await Self.bucket(limit, database)
        for gateway in [limiter, other, limiter, other] {
          clock.advance(by: .seconds(1))
          let wait = try await gateway.take(limit, key: "a")
          #expect(wait != nil)
        }
        let after = try await Self.bucket(limit, database)
        #expect(before == after)
      }
    }
  }

  private static func bucket(_ limit: RateLimit, _ database: any Database) async throws -> TokenBucket? {
    try await database.read { tx in
      try tx.first("SELECT tokens, updated_at, blocked_until FROM rate_buckets WHERE scope = ?", limit.scope) {
        TokenBucket(tokens: try $0.double(0), updated: try $0.time(1), blockedUntil: try $0.optionalTime(2))
      }
    }
  }

  @Test("an exceeded bucket with a block refuses everything until the block is over", arguments: Engine.available)
  func block(engine: Engine) async throws {
    let limit = try Self.limit(3, per: "1h", block: "30m")
    try await limiters(engine) { limiter, clock in
      for _ in 0..<3 { _ = try await limiter.take(limit, key: "a") }
      #expect(try await limiter.take(limit, key: "a") == .seconds(1800))
      clock.advance(by: .seconds(1799))
      #expect(try await limiter.take(limit, key: "a") == .seconds(1))
      clock.advance(by: .seconds(1))
      #expect(try await limiter.take(limit, key: "a") == nil)
    }
  }
}
