import Dispatch
import Foundation
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import AuthService

@Suite("Password hashes")
struct PasswordHasherTests {
  @Test("a hash reads back, and matches its password only")
  func roundTrip() throws {
    let hash = try ScryptHash(hashing: "SecurePass123", cost: .test)
    #expect(hash.text.hasPrefix("$scrypt$ln=2,r=1,p=1$"))
    let read = try #require(ScryptHash(hash.text))
    #expect(read == hash)
    #expect(try read.matches("SecurePass123"))
    #expect(try !read.matches("SecurePass124"))
    #expect(try ScryptHash(hashing: "SecurePass123", cost: .test).text != hash.text)
  }

  @Test("today's cost is one that the library computes and that reads back")
  func standardCost() throws {
    let hash = try ScryptHash(hashing: "SecurePass123", cost: .standard)
    #expect(try ScryptHash(hash.text)?.matches("SecurePass123") == true)
  }

  @Test("the same password in another Unicode form matches")
  func unicodeForms() throws {
    let hash = try ScryptHash(hashing: "Cafe\u{301}1234", cost: .test)
    #expect(try hash.matches("Caf\u{E9}1234"))
  }

  /// RFC 7914, section 12, second vector.
  @Test("the function is scrypt")
  func vector() throws {
    let digest =
      "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA"
    let hash = try #require(ScryptHash("$scrypt$ln=10,r=8,p=16$TmFDbA$\(digest)"))
    #expect(try hash.matches("password"))
  }

  @Test(
    "text that is not a bearable scrypt hash is refused",
    arguments: [
      "", "plain", "$scrypt$ln=2,r=1,p=1$c2FsdA", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
      "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=x,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
      "$scrypt$ln=2,r=0,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
    ])
  func unreadable(text: String) {
    #expect(ScryptHash(text) == nil)
  }

  @Test("a missing hash never matches")
  func decoy() async throws {
    let hasher = PasswordHasher(cost: .test)
    #expect(try await hasher.check("anything", against: nil) == .init(matches: false, isOutdated: false))
    #expect(try await hasher.check("anything", against: "unknown form") == .init(matches: false, isOutdated: false))
  }

  @Test("a storm beyond the queue is refused with a time to come back")
  func busy() async throws {
    let queue = WorkQueue(label: "test", lanes: 1, maximumWaiting: 1)
    let gate = DispatchSemaphore(value: 0)
    let (started, starting) = AsyncStream<Void>.makeStream()
    async let first: Void = queue.run {
      starting.yield()
      gate.wait()
    }
    for await _ in started { break }
    // Of two more, one waits and one is refused, whichever comes first.
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          do {
            try await queue.run {}
            return true
          } catch {
            // The refused one opens the gate for the others.
            gate.signal()
            return (error as? AuthError) != .loginBusy
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    try await first
    #expect(outcomes.sorted { !$0 && $1 } == [false, true])
    #expect(AuthError.loginBusy.serviceError.code == .unavailable)
    #expect(AuthError.loginBusy.serviceError.retryAfter != nil)
  }

  @Test("who is cancelled while waiting leaves the queue")
  func cancelled() async throws {
    let queue = WorkQueue(label: "test", lanes: 1, maximumWaiting: 1)
    let gate = DispatchSemaphore(value: 0)
    let (started, starting) = AsyncStream<Void>.makeStream()
    async let first: Void = queue.run {
      starting.yield()
      gate.wait()
    }
    for await _ in started { break }
    let waiting = Task { try await queue.run {} }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    gate.signal()
    try await first
    try await queue.run {}
  }

  @Test("a hash that is dearer or cheaper than today's, or of another form, is outdated; today's is not")
  func outdated() async throws {
    let hasher = PasswordHasher(cost: .test)
    let today = try await hasher.hash("SecurePass123")
    #expect(try await hasher.check("SecurePass123", against: today) == .init(matches: true, isOutdated: false))
    let costs = [
      PasswordCost(logRounds: 1, blockSize: 1, parallelism: 1),
      PasswordCost(logRounds: 3, blockSize: 1, parallelism: 1),
    ]
    for cost in costs {
      let other = try ScryptHash(hashing: "SecurePass123", cost: cost).text
      #expect(try await hasher.check("SecurePass123", against: other) == .init(matches: true, isOutdated: true))
      #expect(try await hasher.check("SecurePass124", against: other) == .init(matches: false, isOutdated: false))
    }
    let bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
    #expect(try await hasher.check("U*U", against: bcrypt) == .init(matches: true, isOutdated: true))
    #expect(try await hasher.check("U*V", against: bcrypt) == .init(matches: false, isOutdated: false))
  }

  @Test("a core stays free where there are more than two")
  func lanes() {
    #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(PasswordHasher.defaultLanes))
  }
}
