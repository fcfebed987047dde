import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("The audit log")
struct AuditTests {
  @Test("an actor sees what is its own and its organizations', newest first", arguments: Engine.available)
  func visible(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let owner = try await store.createUser("owner@example.com").id
      let stranger = try await store.createUser("stranger@example.com").id
      let shop = try await auth.ensureCompany(as: .user(owner))
      let entries = try await auth.audit(as: owner)
      #expect(entries.map(\.action) == ["organization.create", "user.create"])
      let created = try #require(entries.first)
      #expect(created.actorUserID == owner)
      #expect(created.actorKind == "user")
      #expect(created.targetID == shop.id)
      #expect(created.organizationID == shop.id)
      #expect(created.details.fields["slug"]?.stringValue == shop.slug)
      #expect(created.createdAt == auth.clock.now().asProto)
      let byService = try #require(entries.last)
      #expect(!byService.hasActorUserID)
      #expect(byService.actorKind == "service")
      #expect(try await auth.audit(as: stranger).map(\.targetID) == [stranger])
      try await auth.database.write(tenant: Caller.defaultTenantID) { tenant in
        try tenant.insertMembership(of: stranger, in: shop.id, as: .member, at: Timestamp(microseconds: 1))
      }
      #expect(try await auth.audit(as: stranger).map(\.action) == ["organization.create", "user.create"])
    }
  }

  @Test("filters narrow it down together, and the limit holds", arguments: Engine.available)
  func filters(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.store().createUser("a@example.com").id
      let company = try await auth.ensureCompany(as: .user(user)).id
      for index in 0..<3 {
        _ = try await auth.record {
          $0.id = UUID().uuidString
          $0.action = "order.ship"
          $0.targetType = "order"
          $0.targetID = "o\(index)"
          $0.organizationID = company
          if index == 1 { $0.actorUserID = user }
        }
      }
      #expect(try await auth.audit(as: user) { $0.targetType = "order" }.map(\.targetID) == ["o2", "o1", "o0"])
      #expect(try await auth.audit(as: user) { $0.targetID = "o1" }.map(\.targetID) == ["o1"])
      let mine = try await auth.audit(as: user) {
        $0.targetType = "order"
        $0.actorUserID = user
      }
      #expect(mine.map(\.targetID) == ["o1"])
      #expect(try await auth.audit(as: user) { $0.limit = 2 }.map(\.targetID) == ["o2", "o1"])
      let bad = try await refusal { try await auth.audit(as: user) { $0.limit = 501 } }.violations
      #expect(bad.map(\.field) == ["limit"])
      #expect(try await reason { try await auth.audit(as: "") { $0.targetID = "o1" } } == nil)
    }
  }

  @Test("an actor of another tenant sees nothing, even under the same ids", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let user = try await auth.store().createUser("a@example.com", id: "same-id").id
      let company = try await auth.ensureCompany(as: .user(user)).id
      #expect(try await auth.audit(as: user).count == 2)
      #expect(try await auth.audit(as: user, tenant: other).isEmpty)
      #expect(try await auth.audit(as: user, tenant: other) { $0.targetID = company }.isEmpty)
      #expect(try await auth.audit(as: "somebody") { $0.targetID = company }.isEmpty)
      #expect(try await auth.audit(as: "somebody") { $0.actorUserID = user }.isEmpty)
    }
  }

  @Test("an event of another service is written down once, and by services only", arguments: Engine.available)
  func record(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = UUID().uuidString.lowercased()
      func event(_ request: inout AuthV1.RecordAuditEventRequest) {
        request.id = id
        request.actorUserID = "u-1"
        request.action = "order.ship"
        request.targetType = "order"
        request.targetID = "o-1"
        request.details = ["carrier": "DHL"]
      }
      #expect(try await auth.record(event))
      #expect(try await !auth.record(event))
      let entries = try await auth.audit(as: "u-1")
      #expect(entries.map(\.id) == [id])
      #expect(entries.first?.details.fields["carrier"]?.stringValue == "DHL")
      for caller in [Caller.user("u-1"), .application(), Caller(userID: "u-1", credential: .internalToken)] {
        #expect(try await reason { try await auth.record(as: caller, event) } == "SERVICE_CALLERS_ONLY")
      }
    }
  }

  @Test("an event that a dashboard admin caused names the admin", arguments: Engine.available)
  func adminEvent(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      func event(_ request: inout AuthV1.RecordAuditEventRequest) {
        request.id = UUID().uuidString.lowercased()
        request.actorAdminID = owner.adminID
        request.action = "plan.update"
        request.targetType = "plan"
        request.targetID = "p-1"
      }
      #expect(try await auth.record(event))
      let entry = try await auth.tenantAudit(as: owner) { $0.action = "plan.update" }.entries.first
      #expect(entry?.actorType == "admin")
      #expect(entry?.actorID == owner.adminID)
      let both = try await refusal {
        try await auth.record {
          event(&$0)
          $0.actorUserID = "u-1"
        }
      }
      #expect(both.violations.map(\.field) == ["actor_admin_id"])
    }
  }

  @Test("an event that says too little is refused")
  func recordViolations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal {
        try await auth.record {
          $0.id = "1"
          $0.details = ["long": String(repeating: "x", count: 16 * 1024)]
        }
      }.violations
      #expect(found.map(\.field) == ["id", "action", "target_type", "target_id", "details"])
    }
  }

  @Test("what the backing store does is written down, without any secret", arguments: Engine.available)
  func noSecrets(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser("a@example.com").id
      let session = try await store.createSession(of: user, token: "secret-1", until: auth.inAnHour).id
      let account = try await store.createAccount(of: user) { $0.password = "secret-2" }.id
      try await store.updateAccount(account) {
        $0.accessToken = "secret-3"
        $0.password = "secret-4"
      }
      try await store.updateUser(user) { $0.name = "New" }
      try await store.deleteSession(session)
      try await store.deleteSessions(ofUser: user)
      try await store.deleteAccount(account)
      try await store.deleteUser(user)
      let entries = try await auth.audit(as: user)
      #expect(
        entries.map(\.action).reversed() == [
          "user.create", "user.session_create", "user.account_link", "user.account_update", "user.update",
          "user.session_end", "user.sessions_end", "user.account_unlink", "user.delete",
        ])
      let change = try #require(entries.first { $0.action == "user.account_update" })
      #expect(change.details.fields["fields"]?.stringValue == "access_token password")
      let told = try entries.map { try $0.jsonString() }.joined()
      #expect(!told.contains("secret"))
    }
  }
}
