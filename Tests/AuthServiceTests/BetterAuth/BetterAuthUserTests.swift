import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Better Auth's users")
struct BetterAuthUserTests {
  @Test("a user is found by id and by e-mail in any spelling", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let made = try await store.createUser("Ana@Example.com", id: "ba_Xy9-1", name: "Ana") {
        $0.image = "https://cdn.example.com/ana.png"
        $0.emailVerified = true
        $0.createdAt = Timestamp(microseconds: 1_700_000_000_123_000).asProto
      }
      #expect(made.id == "ba_Xy9-1")
      #expect(made.email == "Ana@Example.com")
      #expect(made.emailVerified)
      #expect(made.createdAt == made.updatedAt)
      #expect(made.createdAt.nanos == 123_000_000)
      #expect(try await store.user(id: made.id) == made)
      #expect(try await store.user(email: "ana@EXAMPLE.com") == made)
    }
  }

  @Test(
    "a picture is an http or https URL, as at every other door",
    arguments: [
      "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "/ana.png", "//cdn.example.com/ana.png",
      "https://", "https://user@cdn.example.com/ana.png", "https://cdn.example.com/a b", "ana",
    ])
  func images(image: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let created = try await refusal {
        try await store.createUser("a@example.com") { $0.image = image }
      }.violations
      #expect(created.map(\.field) == ["image"])
      let id = try await store.createUser("a@example.com") { $0.image = "https://cdn.example.com/ana.png" }.id
      let updated = try await refusal {
        try await store.updateUser(id) { $0.image = .init(stringValue: image) }
      }.violations
      #expect(updated.map(\.field) == ["image"])
      #expect(try await store.user(id: id).image == "https://cdn.example.com/ana.png")
    }
  }

  @Test("what is left out gets its default", arguments: Engine.available)
  func defaults(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let made = try await auth.store().createUser("a@example.com", name: "")
      #expect(isUUID(made.id))
      #expect(made.name.isEmpty)
      #expect(!made.emailVerified)
      #expect(!made.hasImage)
      #expect(made.createdAt == auth.clock.now().asProto)
    }
  }

  @Test("users of every surface are the same users", arguments: Engine.available)
  func sameUsers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let registered = try await auth.register("one@example.com", displayName: "One").message.user
      #expect(try await store.user(email: "one@example.com").id == registered.id)
      #expect(try await store.user(id: registered.id).name == "One")
      try await store.createUser("two@example.com")
      #expect(try await reason { try await auth.register("TWO@example.com") } == "EMAIL_TAKEN")
    }
  }

  @Test("an e-mail and an id are taken once", arguments: Engine.available)
  func taken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let made = try await store.createUser("a@example.com", id: "one")
      #expect(try await reason { try await store.createUser("A@example.com") } == "EMAIL_TAKEN")
      #expect(try await reason { try await store.createUser("b@example.com", id: "one") } == "USER_EXISTS")
      #expect(try await store.user(id: "one") == made)
    }
  }

  @Test("bad fields are reported together")
  func violations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let found = try await refusal {
        try await store.createUser("not an address", id: "with blank", name: String(repeating: "x", count: 201)) {
          $0.image = String(repeating: "x", count: 2049)
          $0.createdAt.seconds = -1
        }
      }.violations
      #expect(found.map(\.field) == ["id", "name", "email", "image", "created_at"])
      let user = try await store.createUser()
      let changes = try await refusal {
        try await store.updateUser(user.id) {
          $0.email = ""
          $0.image = 7
        }
      }.violations
      #expect(changes.map(\.field) == ["email", "image"])
    }
  }

  @Test("a change touches the given fields only", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      var user = try await store.createUser { $0.image = "https://example.com/a.png" }
      auth.clock.advance(by: .seconds(60))
      let named = try await store.updateUser(user.id) { $0.name = "New" }
      user.name = "New"
      user.updatedAt = auth.clock.now().asProto
      #expect(named == user)
      let cleared = try await store.updateUser(user.id) { $0.image = .init(nilLiteral: ()) }
      user.clearImage()
      #expect(cleared == user)
      let moved = try await store.updateUser(user.id) {
        $0.email = "New@example.com"
        $0.emailVerified = true
      }
      #expect(moved.email == "New@example.com")
      #expect(moved.emailVerified)
      #expect(try await store.user(id: user.id) == moved)
      #expect(try await reason { try await store.user(email: "user@example.com") } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.register("user@example.com") } == nil)
    }
  }

  @Test("nobody takes another user's e-mail, or one that only looks like it", arguments: Engine.available)
  func takeEmail(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      try await store.createUser("paypal@example.com")
      let user = try await store.createUser("b@example.com")
      for email in ["PayPal@example.com", "p\u{0430}ypal@example.com"] {
        #expect(try await reason { try await store.updateUser(user.id) { $0.email = email } } == "EMAIL_TAKEN")
      }
      #expect(try await store.user(id: user.id) == user)
      // Its own address in another spelling is nobody else's.
      #expect(try await store.updateUser(user.id) { $0.email = "B@example.com" }.email == "B@example.com")
    }
  }

  @Test("unknown users are not found")
  func unknown() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let unknown = try await reason { try await store.user(id: "ghost") }
      #expect(unknown == "USER_NOT_FOUND")
      #expect(try await reason { try await store.user(email: "ghost@example.com") } == "USER_NOT_FOUND")
      #expect(try await reason { try await store.user(email: "no address") } == "USER_NOT_FOUND")
      #expect(try await reason { try await store.updateUser("ghost") { $0.name = "x" } } == "USER_NOT_FOUND")
      #expect(try await reason { try await store.deleteUser("ghost") } == "USER_NOT_FOUND")
    }
  }

  @Test("where e-mails must be verified, a login waits until this store says so", arguments: Engine.available)
  func pending(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      try await auth.administration.setEmailVerificationRequired(true)
      let user = try await store.createUser("a@example.com")
      let hash = try await PasswordHasher(cost: .test).hash(AuthWorld.password)
      try await store.createAccount(of: user.id) { $0.password = hash }
      #expect(try await reason { try await auth.login("a@example.com") } == "EMAIL_NOT_VERIFIED")
      try await store.updateUser(user.id) { $0.emailVerified = true }
      #expect(try await auth.login("a@example.com").message.user.id == user.id)
    }
  }

  @Test("users of another tenant are neither found, changed nor deleted", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let user = try await auth.store().createUser("a@example.com")
      let stranger = auth.store(other)
      #expect(try await reason { try await stranger.user(id: user.id) } == "USER_NOT_FOUND")
      #expect(try await reason { try await stranger.user(email: "a@example.com") } == "USER_NOT_FOUND")
      #expect(try await reason { try await stranger.updateUser(user.id) { $0.name = "x" } } == "USER_NOT_FOUND")
      #expect(try await reason { try await stranger.deleteUser(user.id) } == "USER_NOT_FOUND")
      #expect(try await auth.store().user(id: user.id) == user)
      #expect(try await stranger.createUser("a@example.com", id: user.id).id == user.id)
    }
  }
}
