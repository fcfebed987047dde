import JWTKit
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite("The signing keys that a gateway knows")
struct SigningKeySetTests {
  @Test("thirty good tokens at once at a gateway that has just started are admitted, for one question")
  func freshVerifier() async throws {
    let (auth, verifier, clock) = Self.world()
    let admitted = try await Self.verify(auth.tokens(30, "first", at: clock.now()), verifier)
    #expect(admitted == Set((1...30).map { "user-\($0)" }))
    #expect(auth.questionCount == 1)
  }

  @Test("so are those of a key that came with a rotation")
  func rotation() async throws {
    let (auth, verifier, clock) = Self.world()
    _ = try await verifier.verify(auth.token("old", at: clock.now()), as: .access)
    let admitted = try await Self.verify(auth.tokens(30, "new", at: clock.now()), verifier)
    #expect(admitted.count == 30)
    #expect(auth.questionCount == 2)
  }

  @Test("keys that were loaded beforehand are not asked for again")
  func preloaded() async throws {
    let (auth, verifier, clock) = Self.world()
    let tokens = try await auth.tokens(3, "first", at: clock.now())
    try await verifier.refresh()
    let admitted = try await Self.verify(tokens, verifier)
    #expect(admitted.count == 3)
    #expect(auth.questionCount == 1)
  }

  @Test("a made-up key id is asked for once, and takes no good token along")
  func madeUp() async throws {
    let published = Mutex<SigningKeySet.Keys>([:])
    let questions = Mutex(0)
    let keys = SigningKeySet(
      pause: .milliseconds(20),
      ask: {
        questions.withLock { $0 += 1 }
        return published.withLock { $0 }
      }, onWithdrawal: {})
    let missing = try await keys.key("made-up")
    #expect(missing == nil)
    let new = try EdDSA.PrivateKey(curve: .ed25519).publicKey
    published.withLock { $0["new"] = new }
    // Within the pause, in which nobody may ask: they wait for its end.
    let found = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<30 { group.addTask { try await keys.key("new") != nil } }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(found == 30)
    #expect(questions.withLock { $0 } == 2)
  }

  @Test("a key that is made while a question is under way is found by the next one")
  func madeMeanwhile() async throws {
    let published = Mutex<SigningKeySet.Keys>([:])
    let (gate, opening) = AsyncStream<Void>.makeStream()
    let (asked, asking) = AsyncStream<Void>.makeStream()
    let isFirst = Mutex(true)
    let keys = SigningKeySet(
      pause: .zero,
      ask: {
        let snapshot = published.withLock { $0 }
        guard
          isFirst.withLock({ first in
            defer { first = false }
            return first
          })
        else { return snapshot }
        asking.yield()
        for await _ in gate { break }
        return snapshot
      }, onWithdrawal: {})
    let early = Task { try await keys.key("new") }
    for await _ in asked { break }
    let new = try EdDSA.PrivateKey(curve: .ed25519).publicKey
    published.withLock { $0["new"] = new }
    let late = Task { try await keys.key("new") }
    opening.yield()
    let found = try await late.value
    #expect(found != nil)
    _ = try await early.value
  }

  @Test("a question that fails is an error for those who wait, and asked again by the next one")
  func failure() async throws {
    let isDown = Mutex(true)
    let new = try EdDSA.PrivateKey(curve: .ed25519).publicKey
    let keys = SigningKeySet(
      ask: {
        if isDown.withLock({ $0 }) { throw ServiceError(.unavailable, "SERVICE_UNAVAILABLE", "away") }
        return ["new": new]
      }, onWithdrawal: {})
    _ = try await refusal { try await keys.key("new") }
    isDown.withLock { $0 = false }
    let found = try await keys.key("new")
    #expect(found != nil)
  }

  private static func world() -> (FakeKeys, TokenVerifier, TestClock) {
    let auth = FakeKeys()
    let services = InProcessServices()
    services.host(auth.module)
    let clock = TestClock()
    return (auth, TokenVerifier(auth: .inProcess(services), clock: clock), clock)
  }

  /// Verifies all tokens at once.
  /// - Returns: whose they are.
  private static func verify(_ tokens: [String], _ verifier: TokenVerifier) async throws -> Set<String> {
    try await withThrowingTaskGroup(of: String.self) { group in
      for token in tokens { group.addTask { try await verifier.verify(token, as: .access).userID } }
      return try await group.reduce(into: []) { $0.insert($1) }
    }
  }
}
