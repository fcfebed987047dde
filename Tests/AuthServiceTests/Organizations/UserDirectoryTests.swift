import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@testable import AuthService

@Suite("Users of a tenant")
struct UserDirectoryTests {
  @Test("a user is created with the documented defaults", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.createUser("crm-17")
      #expect(user.sub == "crm-17" && user.email.isEmpty && user.locale == "en")
      #expect(user.isActive && !user.isEmailVerified && user.status == .pending)
      #expect(user.tenantID == Caller.defaultTenantID)
      #expect(!user.hasDisplayName && !user.hasCurrentPlanID && !user.hasDefaultOrganizationID && !user.hasSettings)
      #expect(user.createdAt == auth.clock.now().asProto && user.updatedAt == user.createdAt)
      #expect(try await auth.user(.user(user.id)) == user)
      #expect(try await auth.auditedActions("user", user.id) == ["user.create"])
    }
  }

  @Test("every field of a new user is kept", arguments: Engine.available)
  func createWhole(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.createUser("crm-17") {
        $0.email = "Ana@Example.com"
        $0.displayName = "Ana"
        $0.avatarURL = "https://cdn.example.com/ana.png"
        $0.locale = "pt-BR"
        $0.tenantID = Caller.defaultTenantID
        $0.isEmailVerified = true
        $0.status = .active
        $0.isActive = false
      }
      #expect(user.email == "Ana@Example.com" && user.displayName == "Ana" && user.locale == "pt-BR")
      #expect(user.avatarURL == "https://cdn.example.com/ana.png")
      #expect(user.isEmailVerified && user.status == .active && !user.isActive)
    }
  }

  @Test("a sub and an e-mail are taken once in a tenant", arguments: Engine.available)
  func taken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.createUser("crm-17") { $0.email = "ana@example.com" }
      _ = try await auth.createUser("crm-18")
      _ = try await auth.createUser("crm-19")
      let error = try await refusal { try await auth.createUser("crm-17") }
      #expect(error.code == .alreadyExists)
      #expect(error.reason == "SUB_TAKEN")
      let email = try await reason { try await auth.createUser("crm-20") { $0.email = "ANA@example.com" } }
      #expect(email == "EMAIL_TAKEN")
      #expect(try await reason { try await auth.register("ana@example.com") } == "EMAIL_TAKEN")
      let other = try await auth.administration.createTenant(name: "Other")
      #expect(try await auth.createUser("crm-17", as: .backend(other)) { $0.email = "ana@example.com" }.isActive)
    }
  }

  @Test("ten users of one sub at the same moment are one", arguments: Engine.available)
  func createRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<10 { group.addTask { try await reason { try await auth.createUser("crm-17") } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == nil } == 1)
      #expect(outcomes.compactMap(\.self) == Array(repeating: "SUB_TAKEN", count: 9))
    }
  }

  @Test("bad fields are reported together")
  func badFields() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal {
        try await auth.createUser("") {
          $0.email = "no-address"
          $0.displayName = String(repeating: "x", count: 101)
          $0.avatarURL = "javascript:alert(1)"
          $0.locale = "not a locale"
          $0.tenantID = "00000000-0000-7000-8000-00000000dead"
          $0.status = .unspecified
        }
      }.violations
      #expect(
        found.map(\.field) == ["sub", "email", "display_name", "avatar_url", "locale", "tenant_id", "status"])
    }
  }

  @Test("pages follow one another, deactivated users on request only", arguments: Engine.available)
  func list(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      var ids: [String] = []
      for index in 0..<5 {
        ids.append(try await auth.createUser("u\(index)") { $0.isActive = index != 1 }.id)
        auth.clock.advance(by: .seconds(1))
      }
      let first = try await auth.users { $0.perPage = 2 }
      #expect(first.users.map(\.id) == [ids[0], ids[2]])
      #expect(first.total == 4 && first.page == 1 && first.perPage == 2)
      #expect(first.hasNext_p && !first.hasPrev_p)
      let last = try await auth.users {
        $0.page = 3
        $0.perPage = 2
        $0.includeInactive = true
      }
      #expect(last.users.map(\.id) == [ids[4]])
      #expect(last.total == 5 && !last.hasNext_p && last.hasPrev_p)
      let beyond = try await auth.users { $0.page = .max }
      #expect(beyond.users.isEmpty && beyond.total == 4 && beyond.perPage == 20 && !beyond.hasNext_p)
      let stats = try await auth.call(.getUserStats, as: .backend())
      #expect(stats.totalUsers == 5 && stats.activeUsers == 4 && stats.inactiveUsers == 1)
    }
  }

  @Test(
    "a page is 1 or more and has 1 to 100 users",
    arguments: [(0, 20, "page"), (-1, 20, "page"), (1, 0, "per_page"), (1, 101, "per_page")])
  func badPage(page: Int32, perPage: Int32, field: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal {
        try await auth.users {
          $0.page = page
          $0.perPage = perPage
        }
      }.violations
      #expect(found.map(\.field) == [field])
    }
  }

  @Test("a tenant sees its own users only", arguments: Engine.available)
  func isolation(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = Caller.backend(try await auth.administration.createTenant(name: "Other"))
      let user = try await auth.createUser("u1")
      #expect(try await auth.users(as: other).users.isEmpty)
      for attempt in attempts(auth, user.id) {
        #expect(try await reason { try await attempt(other) } == "USER_NOT_FOUND")
      }
      #expect(try await auth.user(.user(user.id)) == user)
    }
  }

  @Test("a publishable key reaches the user of the token alone", arguments: Engine.available)
  func selfOnly(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let me = try await auth.person("me@example.com")
      let other = try await auth.createUser("other")
      for attempt in attempts(auth, other.id).prefix(4) {
        for caller in [me, .application()] {
          #expect(try await reason { try await attempt(caller) } == "USER_NOT_FOUND")
        }
      }
      for attempt in attempts(auth, other.id).dropFirst(4) {
        #expect(try await reason { try await attempt(me) } == "SECRET_KEY_REQUIRED")
      }
      #expect(try await reason { try await auth.users(as: me) } == "SECRET_KEY_REQUIRED")
      #expect(try await reason { try await auth.createUser("x", as: me) } == "SECRET_KEY_REQUIRED")
      #expect(try await auth.user(.user(other.id)) == other)
      for attempt in attempts(auth, try #require(me.userID)).prefix(4) {
        #expect(try await reason { try await attempt(me) } == nil)
      }
    }
  }

  @Test("a profile's missing fields stay, empty ones go", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.createUser("u1") {
        $0.displayName = "Ana"
        $0.avatarURL = "https://cdn.example.com/ana.png"
      }
      auth.clock.advance(by: .seconds(1))
      let changed = try await auth.updateUser(user.id, as: .user(user.id)) {
        $0.avatarURL = ""
        $0.locale = "pt"
      }
      #expect(changed.displayName == "Ana" && !changed.hasAvatarURL && changed.locale == "pt")
      #expect(changed.updatedAt == auth.clock.now().asProto && changed.createdAt == user.createdAt)
      let found = try await refusal {
        try await auth.updateUser(user.id, as: .backend()) {
          $0.displayName = String(repeating: "x", count: 101)
          $0.avatarURL = "data:text/html,x"
          $0.locale = ""
        }
      }.violations
      #expect(found.map(\.field) == ["display_name", "avatar_url", "locale"])
    }
  }

  @Test("settings merge by key, null removes, and they show on request only", arguments: Engine.available)
  func settings(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.createUser("u1").id
      let limits = Google_Protobuf_Value.with { $0.structValue = ["daily": 5] }
      let null = Google_Protobuf_Value.with { $0.nullValue = .nullValue }
      _ = try await auth.updateSettings(user, ["theme": "dark", "beta": true, "limits": limits])
      let changed = try await auth.updateSettings(user, ["theme": "light", "beta": null])
      #expect(changed.settings == ["theme": "light", "limits": limits])
      #expect(try await auth.user(.user(user), withSettings: true).settings == changed.settings)
      #expect(try await !auth.user(.user(user)).hasSettings)
    }
  }

  @Test("settings that can't be kept are refused, and the old ones stay", arguments: Engine.available)
  func badSettings(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.createUser("u1").id
      let half = Google_Protobuf_Value(stringValue: String(repeating: "x", count: SettingsObject.maximumBytes / 2 + 1))
      _ = try await auth.updateSettings(user, ["a": half])
      #expect(
        try await refusal { try await auth.updateSettings(user, ["b": half]) }.violations.map(\.field) == ["settings"])
      #expect(try await auth.user(.user(user), withSettings: true).settings == ["a": half])
    }
  }

  @Test("a deactivated user's sessions end, and activation lets the user in again", arguments: Engine.available)
  func deactivate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      let id = reply.message.user.id
      let cookie = try #require(reply.sessionToken)
      let session = try await auth.resolve(cookie: cookie).id
      let seen = try await RevocationStore(database: auth.database).latest()
      #expect(try await !auth.setActive(false, id, as: .user(id)).isActive)
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.login() } == "ACCOUNT_DEACTIVATED")
      let heard = try await RevocationStore(database: auth.database).after(seen).map(\.revocation)
      #expect(heard.map(\.kind) == [.session, .user, .membership])
      #expect(heard.map(\.subjectID) == [session, id, id])
      #expect(try await auth.setActive(true, id, as: .backend()).isActive)
      #expect(try await reason { try await auth.login() } == nil)
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
      let actions = try await auth.auditedActions("user", id)
      #expect(actions.filter { $0.contains("activate") } == ["user.deactivate", "user.activate"])
    }
  }

  @Test("a deleted user is deactivated, not gone", arguments: Engine.available)
  func delete(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      try await auth.deleteUser(id)
      try await auth.deleteUser(id)
      #expect(try await !auth.user(.user(id)).isActive)
      #expect(try await auth.users().users.isEmpty)
      #expect(try await reason { try await auth.login() } == "ACCOUNT_DEACTIVATED")
      let unknown = try await reason { try await auth.deleteUser("00000000-0000-7000-8000-00000000dead") }
      #expect(unknown == "USER_NOT_FOUND")
      #expect(try await auth.setActive(true, id, as: .backend()).isActive)
    }
  }

  /// What can be done to one user: first what users may do to themselves, then what secret keys may.
  private func attempts(_ auth: AuthWorld, _ id: String) -> [(Caller) async throws -> Void] {
    [
      { _ = try await auth.getUser(id, as: $0) },
      { _ = try await auth.updateUser(id, as: $0) { $0.displayName = "Mine" } },
      { _ = try await auth.updateSettings(id, ["a": 1], as: $0) },
      { _ = try await auth.setActive(false, id, as: $0) },
      { _ = try await auth.setActive(true, id, as: $0) },
      { try await auth.deleteUser(id, as: $0) },
    ]
  }
}

extension Caller {
  /// A tenant's own backend with a secret key.
  static func backend(_ tenant: String = Caller.defaultTenantID) -> Caller {
    Caller(tenantID: tenant, apiKeyID: "key", credential: .secretKey)
  }
}

extension AuthWorld {
  func getUser(_ id: String, withSettings: Bool = false, as caller: Caller) async throws -> AuthV1.UserDetails {
    try await call(.getUser, as: caller) {
      $0.userID = id
      $0.includeSettings = withSettings
    }
  }

  /// A user as the tenant's backend sees it.
  func user(_ user: Caller, withSettings: Bool = false) async throws -> AuthV1.UserDetails {
    try await getUser(user.userID ?? "", withSettings: withSettings, as: .backend(user.tenantID))
  }

  fileprivate func createUser(
    _ sub: String, as caller: Caller = .backend(), _ more: (inout AuthV1.CreateUserRequest) -> Void = { _ in }
  ) async throws -> AuthV1.UserDetails {
    try await call(.createUser, as: caller) {
      $0.sub = sub
      more(&$0)
    }
  }

  fileprivate func users(
    as caller: Caller = .backend(), _ fill: (inout AuthV1.ListUsersRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListUsersResponse {
    try await call(.listUsers, as: caller, fill)
  }

  fileprivate func updateUser(
    _ id: String, as caller: Caller, _ change: (inout AuthV1.UpdateUserRequest) -> Void
  ) async throws -> AuthV1.UserDetails {
    try await call(.updateUser, as: caller) {
      $0.userID = id
      change(&$0)
    }
  }

  fileprivate func updateSettings(
    _ id: String, _ settings: Google_Protobuf_Struct, as caller: Caller = .backend()
  ) async throws -> AuthV1.UserDetails {
    try await call(.updateUserSettings, as: caller) {
      $0.userID = id
      $0.settings = settings
    }
  }

  func setActive(_ active: Bool, _ id: String, as caller: Caller) async throws -> AuthV1.UserDetails {
    active
      ? try await call(.activateUser, as: caller) { $0.userID = id }
      : try await call(.deactivateUser, as: caller) { $0.userID = id }
  }

  @discardableResult
  fileprivate func deleteUser(_ id: String, as caller: Caller = .backend()) async throws -> AuthV1.DeleteUserResponse {
    try await call(.deleteUser, as: caller) { $0.userID = id }
  }
}
