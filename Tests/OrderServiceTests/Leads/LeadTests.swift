import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Leads")
struct LeadTests {
  static func ensure(
    _ world: OrderWorld, _ storeID: String, _ externalID: String = "+5511999990000",
    as caller: Caller = OrderWorld.shopkeeper, _ configure: (inout OrderV1.EnsureLeadRequest) -> Void = { _ in }
  ) async throws -> OrderV1.Lead {
    try await world.channel.call(.ensureLead, caller: caller) {
      $0.storeID = storeID
      $0.channel = "whatsapp"
      $0.externalID = externalID
      configure(&$0)
    }
  }

  static func update(
    _ world: OrderWorld, _ id: String, key: String? = nil, as caller: Caller = OrderWorld.shopkeeper,
    _ configure: (inout OrderV1.UpdateLeadRequest) -> Void
  ) async throws -> OrderV1.Lead {
    try await world.channel.call(.updateLead, caller: caller, idempotencyKey: key) {
      $0.id = id
      configure(&$0)
    }
  }

  static func get(
    _ world: OrderWorld, _ id: String, as caller: Caller = OrderWorld.shopkeeper
  ) async throws -> OrderV1.Lead {
    try await world.channel.call(.getLead, caller: caller) { $0.id = id }
  }

  static func list(
    _ world: OrderWorld, as caller: Caller = OrderWorld.shopkeeper,
    _ configure: (inout OrderV1.ListLeadsRequest) -> Void = { _ in }
  ) async throws -> OrderV1.ListLeadsResponse {
    try await world.channel.call(.listLeads, caller: caller, configure)
  }

  @Test("a hundred at once make one lead", arguments: Engine.available)
  func ensureRace(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let leads = try await withThrowingTaskGroup(of: OrderV1.Lead.self) { group in
        for _ in 0..<100 { group.addTask { try await Self.ensure(world, store.id) } }
        return try await group.reduce(into: [OrderV1.Lead]()) { $0.append($1) }
      }
      #expect(Set(leads.map(\.id)).count == 1)
      #expect(leads.count(where: \.created) == 1)
      #expect(try await Self.list(world).total == 1)
    }
  }

  @Test("ensuring fills in what was unknown and leaves the rest", arguments: Engine.available)
  func ensureFills(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let first = try await Self.ensure(world, store.id) {
        $0.name = "Bia"
        $0.customAttributes.fields["cor"] = .init(stringValue: "azul")
      }
      #expect(first.created && first.status == .new && first.version == 1)
      let again = try await Self.ensure(world, store.id) {
        $0.name = "Outra"
        $0.phone = "+5511999990000"
        $0.customAttributes.fields["cor"] = .init(stringValue: "verde")
        $0.customAttributes.fields["tamanho"] = .init(numberValue: 42)
      }
      #expect(!again.created && again.name == "Bia" && again.phone == "+5511999990000" && again.version == 2)
      #expect(again.customAttributes.fields["cor"]?.stringValue == "azul")
      #expect(again.customAttributes.fields["tamanho"]?.numberValue == 42)
      let unchanged = try await Self.ensure(world, store.id)
      #expect(unchanged.version == 2)
    }
  }

  @Test("a change touches the given fields only, once per key, at the expected version", arguments: Engine.available)
  func update(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let lead = try await Self.ensure(world, store.id) {
        $0.name = "Bia"
        $0.customAttributes.fields["cor"] = .init(stringValue: "azul")
      }
      let change: (inout OrderV1.UpdateLeadRequest) -> Void = {
        $0.status = .qualified
        $0.name = ""
        $0.address.fields["rua"] = .init(stringValue: "Rua A")
        $0.customAttributes.fields["cor"] = .with { $0.nullValue = .nullValue }
        $0.interests.values = ["sapatos", "meias"]
        $0.profileSummary = "Gosta de sapatos"
        $0.profileEmbedding.values = [0.5, -0.5, 1]
        $0.expectedVersion = 1
      }
      let changed = try await Self.update(world, lead.id, key: "k1", change)
      #expect(changed.status == .qualified && !changed.hasName && changed.version == 2)
      #expect(changed.address.fields["rua"]?.stringValue == "Rua A" && changed.customAttributes.fields.isEmpty)
      #expect(changed.interests == ["sapatos", "meias"] && changed.hasProfileEmbedding_p)
      #expect(try await Self.update(world, lead.id, key: "k1", change) == changed)
      let stale = try await refusal { _ = try await Self.update(world, lead.id) { $0.expectedVersion = 1 } }
      #expect(stale.reason == "VERSION_CONFLICT")
      let cleared = try await Self.update(world, lead.id) { $0.profileEmbedding = .init() }
      #expect(!cleared.hasProfileEmbedding_p && cleared.interests == changed.interests)
      var stored = try await Self.get(world, lead.id)
      stored.events = []
      #expect(stored == cleared)
    }
  }

  @Test("events are the lead's history and its latest activity", arguments: Engine.available)
  func events(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let quiet = try await Self.ensure(world, store.id, "quiet")
      world.clock.advance(by: .seconds(1))
      let lead = try await Self.ensure(world, store.id, "busy")
      world.clock.advance(by: .seconds(60))
      let request = OrderV1.AddLeadEventRequest.with {
        $0.leadID = quiet.id
        $0.type = "message.received"
        $0.payload.fields["text"] = .init(stringValue: "Olá")
      }
      for _ in 0..<2 {
        let event = try await world.channel.call(
          .addLeadEvent, request, caller: OrderWorld.shopkeeper, idempotencyKey: "e1")
        #expect(event.actorUserID == "user-ana" && event.payload == request.payload)
      }
      let found = try await Self.get(world, quiet.id)
      #expect(found.events.map(\.type) == ["message.received"])
      #expect(found.lastActivityAt.date > lead.lastActivityAt.date)
      #expect(try await Self.list(world).items.map(\.id) == [quiet.id, lead.id])
    }
  }

  @Test("lists filter, page and count", arguments: Engine.available)
  func list(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let other = try await world.createStore(named: "Outra loja")
      for number in 0..<5 {
        world.clock.advance(by: .seconds(1))
        _ = try await Self.ensure(world, store.id, "lead-\(number)")
      }
      let web = try await Self.ensure(world, other.id) { $0.channel = "webchat" }
      let page = try await Self.list(world) {
        $0.storeIds = [store.id]
        $0.limit = 2
        $0.offset = 1
      }
      #expect(page.items.map(\.externalID) == ["lead-3", "lead-2"] && page.total == 5)
      #expect(try await Self.list(world) { $0.channel = "webchat" }.items.map(\.id) == [web.id])
      #expect(try await Self.list(world) { $0.status = .converted }.total == 0)
      #expect(try await Self.list(world) { $0.storeIds = ["\(store.id),\(other.id)"] }.total == 6)
    }
  }

  @Test("others' leads do not exist, others' stores are refused", arguments: Engine.available)
  func isolation(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let lead = try await Self.ensure(world, store.id)
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let foreignTenant = Caller(tenantID: "tenant-2", credential: .service)
      for caller in [stranger, foreignTenant] {
        #expect(try await refusal { _ = try await Self.get(world, lead.id, as: caller) }.reason == "LEAD_NOT_FOUND")
        let change = try await refusal { _ = try await Self.update(world, lead.id, as: caller) { $0.name = "x" } }
        #expect(change.reason == "LEAD_NOT_FOUND")
        #expect(try await Self.list(world, as: caller).total == 0)
      }
      let named = try await refusal { _ = try await Self.list(world, as: stranger) { $0.storeIds = [store.id] } }
      #expect(named.reason == "STORE_NOT_ALLOWED" && named.metadata["store_ids"] == store.id)
      let ensured = try await refusal { _ = try await Self.ensure(world, store.id, as: stranger) }
      #expect(ensured.reason == "STORE_NOT_FOUND")
    }
  }

  @Test("every bad field is named and nothing is changed", arguments: Engine.available)
  func badFields(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let new = try await refusal {
        _ = try await Self.ensure(world, store.id, " ") {
          $0.channel = "Whats App"
          $0.phone = "12"
          $0.email = "nobody"
        }
      }
      #expect(new.violations.map(\.field) == ["channel", "external_id", "phone", "email"])
      let lead = try await Self.ensure(world, store.id)
      let change = try await refusal {
        _ = try await Self.update(world, lead.id) {
          $0.interests.values = ["ok", ""]
          $0.profileEmbedding.values = [0, 0]
        }
      }
      #expect(change.violations.map(\.field) == ["interests[1]", "profile_embedding"])
      #expect(try await Self.get(world, lead.id).version == 1)
    }
  }
}
