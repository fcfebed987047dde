import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("API key use")
struct KeyUseTests {
  private func record(_ auth: AuthWorld, _ uses: [(String, Timestamp)], as caller: Caller = .gateway) async throws {
    try await auth.call(.recordApiKeyUse, as: caller) {
      $0.uses = uses.map { use in
        AuthV1.ApiKeyUse.with {
          $0.apiKeyID = use.0
          $0.lastUsedAt = use.1.asProto
        }
      }
    }
  }

  @Test("the latest use counts, in whatever order gateways report", arguments: Engine.available)
  func latest(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let (first, second) = (
        try await auth.createKey(as: owner).apiKey.id, try await auth.createKey(as: owner).apiKey.id
      )
      let early = auth.clock.now()
      auth.clock.advance(by: .seconds(60))
      let late = auth.clock.now()
      try await record(auth, [(first, late), (second, early)])
      try await record(auth, [(first, early), ("unknown", late)])
      #expect(try await auth.key(first, as: owner).lastUsedAt == late.asProto)
      #expect(try await auth.key(second, as: owner).lastUsedAt == early.asProto)
    }
  }

  @Test("a gateway whose clock is ahead does not set a use in the future", arguments: Engine.available)
  func future(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let key = try await auth.createKey(as: owner).apiKey.id
      try await record(auth, [(key, auth.clock.now().adding(.seconds(3600)))])
      #expect(try await auth.key(key, as: owner).lastUsedAt == auth.clock.now().asProto)
    }
  }

  @Test("many gateways report the same keys at once", arguments: Engine.available)
  func concurrent(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      var ids: [String] = []
      for _ in 0..<4 { ids.append(try await auth.createKey(as: owner).apiKey.id) }
      let start = auth.clock.now()
      auth.clock.advance(by: .seconds(100))
      let keys = ids
      try await withThrowingTaskGroup(of: Void.self) { group in
        for gateway in 0..<8 {
          group.addTask {
            let uses = keys.map { ($0, start.adding(.seconds(gateway))) }
            try await record(auth, gateway.isMultiple(of: 2) ? uses : uses.reversed())
          }
        }
        try await group.waitForAll()
      }
      for id in ids {
        #expect(try await auth.key(id, as: owner).lastUsedAt == start.adding(.seconds(7)).asProto)
      }
    }
  }

  @Test("an empty report is fine, what is not a moment is refused")
  func edges() async throws {
    try await withAuthWorld(.sqlite) { auth in
      try await record(auth, [])
      let bad = try await refusal { try await record(auth, [("x", Timestamp(microseconds: -1))]) }.violations
      #expect(bad.map(\.field) == ["last_used_at"])
    }
  }

  @Test("only Quartet's own services may report")
  func callers() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      for caller in [owner, .application(), Caller()] {
        #expect(try await reason { try await record(auth, [], as: caller) } == "SERVICE_CALLERS_ONLY")
      }
    }
  }
}
