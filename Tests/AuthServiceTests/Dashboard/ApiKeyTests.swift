import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard API keys")
struct ApiKeyTests {
  @Test("a new key is shown once and works at once", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let made = try await auth.createKey(as: owner) {
        $0.allowedOrigins = ["HTTPS://App.Example.com:443/", "http://localhost:3000", "https://app.example.com"]
        $0.scopes = ["users", "auth", "users"]
      }
      #expect(made.key.hasPrefix("pk_live_"))
      #expect(made.apiKey.name == "Web")
      #expect(made.apiKey.kind == .publishable)
      #expect(made.apiKey.status == .active)
      #expect(made.apiKey.allowedOrigins == ["https://app.example.com", "http://localhost:3000"])
      #expect(made.apiKey.scopes == ["auth", "users"])
      #expect(made.apiKey.createdBy == owner.adminID)
      #expect(!made.apiKey.hasLastUsedAt)
      #expect(!made.apiKey.hasExpiresAt)
      #expect(made.apiKey.hint.hasSuffix(made.key.suffix(4)))
      let resolved = try await auth.resolve(made.key)
      #expect(resolved.id == made.apiKey.id)
      #expect(resolved.tenantID == owner.tenantID)
      #expect(!resolved.secret)
      #expect(resolved.scopes == ["auth", "users"])
      let listed = try await auth.keys(as: owner)
      #expect(listed.apiKeys == [made.apiKey])
      #expect(listed.availableScopes.map(\.name) == KeyScope.allCases.map(\.rawValue))
      #expect(try !listed.jsonString().contains(made.key))
      #expect(try await auth.key(made.apiKey.id, as: owner) == made.apiKey)
      #expect(try await auth.auditActions(of: made.apiKey.id) == ["api_key.create"])
    }
  }

  @Test("a secret key has no origins")
  func secret() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let made = try await auth.createKey(as: owner) {
        $0.kind = .secret
        $0.allowedOrigins = []
      }
      #expect(made.key.hasPrefix("sk_live_"))
      #expect(try await auth.resolve(made.key).secret)
      let refused = try await refusal {
        try await auth.createKey(as: owner) { $0.kind = .secret }
      }.violations
      #expect(refused.map(\.field) == ["allowed_origins"])
    }
  }

  @Test("every bad field of a new key is named, with its place")
  func badFields() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let now = auth.clock.now()
      let all = try await refusal {
        try await auth.createKey(as: owner) {
          $0.name = ""
          $0.allowedOrigins = [
            "https://ok.example.com", "not an origin", "https://app.example.com/path", "https://*.x.com",
          ]
          $0.scopes = ["auth", "everything"]
          $0.expiresAt = now.asProto
        }
      }.violations
      #expect(
        all.map(\.field) == [
          "name", "allowed_origins[1]", "allowed_origins[2]", "allowed_origins[3]", "scopes[1]", "expires_at",
        ])
      let none = try await refusal { try await auth.createKey(as: owner) { $0.allowedOrigins = [] } }.violations
      #expect(none.map(\.field) == ["allowed_origins"])
      let many = try await refusal {
        try await auth.createKey(as: owner) { $0.allowedOrigins = (0...100).map { "https://a\($0).example.com" } }
      }.violations
      #expect(many.map(\.type) == ["too_long"])
      let kind = try await refusal { try await auth.createKey(as: owner) { $0.kind = .unspecified } }.violations
      #expect(kind.map(\.field) == ["kind"])
      let long = try await refusal {
        try await auth.createKey(as: owner) { $0.name = String(repeating: "x", count: 101) }
      }.violations
      #expect(long.map(\.field) == ["name"])
      #expect(try await auth.keys(as: owner).total == 0)
    }
  }

  @Test("a key ends by itself at its time", arguments: Engine.available)
  func expiry(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let end = auth.clock.now().adding(.seconds(3600))
      let made = try await auth.createKey(as: owner) { $0.expiresAt = end.asProto }
      #expect(try await auth.resolve(made.key).expiresAt == end.asProto)
      auth.clock.advance(by: .seconds(3599))
      #expect(try await reason { try await auth.resolve(made.key) } == nil)
      auth.clock.advance(by: .seconds(1))
      #expect(try await reason { try await auth.resolve(made.key) } == "API_KEY_UNKNOWN")
      #expect(try await auth.key(made.apiKey.id, as: owner).status == .expired)
      #expect(try await reason { try await auth.revokeKey(made.apiKey.id, as: owner) } == "API_KEY_ENDED")
      #expect(try await reason { try await auth.rotateKey(made.apiKey.id, as: owner) } == "API_KEY_ENDED")
      let update = try await reason { try await auth.updateKey(made.apiKey.id, as: owner) { $0.name = "New" } }
      #expect(update == "API_KEY_ENDED")
    }
  }

  @Test("a change of a key reaches every gateway", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let made = try await auth.createKey(as: owner) { $0.scopes = ["auth"] }
      let before = try await RevocationStore(database: auth.database).latest()
      let renamed = try await auth.updateKey(made.apiKey.id, as: owner) { $0.name = "Shop" }
      #expect(renamed.name == "Shop")
      #expect(renamed.allowedOrigins == made.apiKey.allowedOrigins)
      #expect(renamed.scopes == ["auth"])
      let changed = try await auth.updateKey(made.apiKey.id, as: owner) {
        $0.allowedOrigins = .with { $0.origins = ["*"] }
        $0.scopes = .with { $0.scopes = [] }
      }
      #expect(changed.allowedOrigins == ["*"])
      #expect(changed.scopes.isEmpty)
      let resolved = try await auth.resolve(made.key)
      #expect(resolved.allowedOrigins == ["*"])
      #expect(resolved.scopes.isEmpty)
      let events = try await RevocationStore(database: auth.database).after(before)
      #expect(events.map(\.revocation.kind) == [.apiKey, .apiKey])
      #expect(events.allSatisfy { $0.revocation.subjectID == made.apiKey.id })
    }
  }

  @Test("a bad change names its fields and changes nothing", arguments: Engine.available)
  func badUpdate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let made = try await auth.createKey(as: owner)
      let id = made.apiKey.id
      let text = try await refusal {
        try await auth.updateKey(id, as: owner) {
          $0.name = ""
          $0.scopes = .with { $0.scopes = ["nope"] }
        }
      }.violations
      #expect(text.map(\.field) == ["name", "scopes[0]"])
      let origins = try await refusal {
        try await auth.updateKey(id, as: owner) { $0.allowedOrigins = .with { $0.origins = ["ftp//x"] } }
      }.violations
      #expect(origins.map(\.field) == ["allowed_origins[0]"])
      let none = try await refusal {
        try await auth.updateKey(id, as: owner) { $0.allowedOrigins = .init() }
      }.violations
      #expect(none.map(\.field) == ["allowed_origins"])
      #expect(try await auth.key(id, as: owner) == made.apiKey)
    }
  }

  @Test("a rotated key works until the overlap ends", arguments: Engine.available)
  func rotate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let old = try await auth.createKey(as: owner) { $0.scopes = ["billing"] }
      let new = try await auth.rotateKey(old.apiKey.id, as: owner)
      #expect(new.key != old.key)
      #expect(new.apiKey.name == old.apiKey.name)
      #expect(new.apiKey.kind == old.apiKey.kind)
      #expect(new.apiKey.allowedOrigins == old.apiKey.allowedOrigins)
      #expect(new.apiKey.scopes == ["billing"])
      #expect(!new.apiKey.hasExpiresAt)
      let retiring = try await auth.key(old.apiKey.id, as: owner)
      #expect(retiring.status == .active)
      #expect(retiring.replacedBy == new.apiKey.id)
      #expect(retiring.expiresAt.seconds == auth.clock.now().seconds + 86_400)
      #expect(try await auth.resolve(old.key).expiresAt == retiring.expiresAt)
      #expect(try await reason { try await auth.rotateKey(old.apiKey.id, as: owner) } == "API_KEY_ROTATED")
      auth.clock.advance(by: .seconds(86_399))
      for key in [old.key, new.key] { #expect(try await reason { try await auth.resolve(key) } == nil) }
      auth.clock.advance(by: .seconds(1))
      #expect(try await reason { try await auth.resolve(old.key) } == "API_KEY_UNKNOWN")
      #expect(try await reason { try await auth.resolve(new.key) } == nil)
    }
  }

  @Test("an overlap is at most 7 days, and may be none at all", arguments: Engine.available)
  func overlap(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let key = try await auth.createKey(as: owner)
      for overlap: Int64 in [-1, 604_801, .max] {
        let refused = try await refusal { try await auth.rotateKey(key.apiKey.id, overlap: overlap, as: owner) }
          .violations
        #expect(refused.map(\.field) == ["overlap_seconds"])
      }
      let second = try await auth.rotateKey(key.apiKey.id, overlap: 0, as: owner)
      #expect(try await reason { try await auth.resolve(key.key) } == "API_KEY_UNKNOWN")
      #expect(try await reason { try await auth.rotateKey(second.apiKey.id, overlap: 604_800, as: owner) } == nil)
    }
  }

  @Test("an overlap never lengthens a key's life", arguments: Engine.available)
  func earlierEnd(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let end = auth.clock.now().adding(.seconds(600))
      let key = try await auth.createKey(as: owner) { $0.expiresAt = end.asProto }
      let new = try await auth.rotateKey(key.apiKey.id, as: owner)
      #expect(try await auth.key(key.apiKey.id, as: owner).expiresAt == end.asProto)
      #expect(new.apiKey.expiresAt == end.asProto)
    }
  }

  @Test("of two rotations at once one wins", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let key = try await auth.createKey(as: owner)
      let reasons = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<4 {
          group.addTask { try await reason { try await auth.rotateKey(key.apiKey.id, as: owner) } }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == nil }.count == 1)
      #expect(reasons.compactMap { $0 }.allSatisfy { $0 == "API_KEY_ROTATED" })
      #expect(try await auth.keys(as: owner).total == 2)
    }
  }

  @Test("a revoked key is refused and announced", arguments: Engine.available)
  func revoke(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let key = try await auth.createKey(as: owner)
      let before = try await RevocationStore(database: auth.database).latest()
      let revoked = try await auth.revokeKey(key.apiKey.id, as: owner)
      #expect(revoked.status == .revoked)
      #expect(revoked.revokedAt == auth.clock.now().asProto)
      #expect(try await reason { try await auth.resolve(key.key) } == "API_KEY_UNKNOWN")
      let events = try await RevocationStore(database: auth.database).after(before)
      #expect(events.map(\.revocation.subjectID) == [key.apiKey.id])
      #expect(try await reason { try await auth.revokeKey(key.apiKey.id, as: owner) } == "API_KEY_ENDED")
      #expect(try await auth.auditActions(of: key.apiKey.id) == ["api_key.create", "api_key.revoke"])
    }
  }

  @Test("keys come in pages, newest first", arguments: Engine.available)
  func pages(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      var ids: [String] = []
      for index in 0..<5 {
        ids.insert(try await auth.createKey(as: owner) { $0.name = "Key \(index)" }.apiKey.id, at: 0)
        auth.clock.advance(by: .seconds(1))
      }
      let first = try await auth.keys(as: owner) { $0.perPage = 2 }
      #expect(first.apiKeys.map(\.id) == Array(ids[..<2]))
      #expect((first.total, first.page, first.perPage) == (5, 1, 2))
      #expect(first.hasNext_p && !first.hasPrev_p)
      let last = try await auth.keys(as: owner) {
        $0.perPage = 2
        $0.page = 3
      }
      #expect(last.apiKeys.map(\.id) == [ids[4]])
      #expect(!last.hasNext_p && last.hasPrev_p)
      let beyond = try await auth.keys(as: owner) { $0.page = Int32.max }
      #expect(beyond.apiKeys.isEmpty && !beyond.hasNext_p && beyond.hasPrev_p)
      try await auth.revokeKey(ids[0], as: owner)
      #expect(try await auth.keys(as: owner).total == 5)
      let alive = try await auth.keys(as: owner) { $0.includeEnded = false }
      #expect(alive.apiKeys.map(\.id) == Array(ids[1...]))
    }
  }

  @Test(
    "a page out of bounds is named",
    arguments: [(0, 20, "page"), (-1, 20, "page"), (1, 0, "per_page"), (1, 101, "per_page")])
  func badPage(page: Int32, perPage: Int32, field: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let found = try await refusal {
        try await auth.keys(as: owner) {
          $0.page = page
          $0.perPage = perPage
        }
      }.violations
      #expect(found.map(\.field) == [field])
    }
  }
}
