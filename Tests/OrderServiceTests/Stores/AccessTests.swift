import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Who may see what")
struct AccessTests {
  private static let stranger = Caller(userID: "user-bia", credential: .internalToken)
  private static let foreigner = Caller(
    tenantID: "00000000-0000-7000-8000-000000000002", userID: "user-ana", credential: .internalToken)

  /// The reason each call with a store's, a product's and an order's id is refused with.
  private func reasons(
    _ world: OrderWorld, as caller: Caller, _ store: String, _ product: String, _ order: String
  ) async throws -> [String] {
    let calls: [() async throws -> Void] = [
      { _ = try await world.store(store, as: caller) },
      { _ = try await world.updateStore(.with { $0.id = store }, as: caller) },
      { _ = try await world.products(in: store, as: caller) },
      { _ = try await world.products(in: store, q: "café", as: caller) },
      { _ = try await world.upsert([.row("X", "X", 1)], in: store, as: caller) },
      { _ = try await world.search(.with { $0.storeID = store }, as: caller) },
      { _ = try await world.createOrder(.lines([(product, Int64(1))], in: store), as: caller) },
      { _ = try await world.product(product, as: caller) },
      { _ = try await world.order(order, as: caller) },
      { _ = try await world.move(order, to: .confirmed, as: caller) },
    ]
    var reasons: [String] = []
    for call in calls {
      let error = try await refusal(call)
      #expect(error.code == .notFound)
      reasons.append(error.reason)
    }
    return reasons
  }

  private static let hidden =
    Array(repeating: "STORE_NOT_FOUND", count: 7) + ["PRODUCT_NOT_FOUND"]
    + Array(repeating: "ORDER_NOT_FOUND", count: 2)

  @Test("for others nothing of a company is there, whichever call they make", arguments: Engine.available)
  func strangers(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let product = try await world.stockUp(in: store.id)
      let order = try await world.order([(product.id, 1)], in: store.id)
      world.auth.set(["company-b"], of: "user-bia")
      world.auth.set(["company-a"], of: "user-ana", tenantID: Self.foreigner.tenantID)

      let foreignService = Caller(tenantID: Self.foreigner.tenantID, credential: .service)
      let strangeService = Caller(userID: "user-bia", credential: .service)
      for caller in [Self.stranger, Self.foreigner, foreignService, strangeService] {
        let reasons = try await reasons(world, as: caller, store.id, product.id, order.id)
        #expect(reasons == Self.hidden, "\(caller)")
        #expect(try await world.stores(as: caller).isEmpty)
      }
      // Nothing of it has left a trace.
      #expect(try await world.order(order.id).status == .awaitingPayment)
      #expect(try await world.products(in: store.id).total == 1)
    }
  }

  @Test("a company that is not the actor's is refused by name", arguments: Engine.available)
  func companies(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      world.auth.set(["company-b", "company-c"], of: "user-bia")
      let listing = try await refusal { _ = try await world.stores(of: OrderWorld.company, as: Self.stranger) }
      #expect(listing.code == .permissionDenied)
      #expect(listing.reason == "NOT_A_MEMBER")
      let opening = try await refusal { _ = try await world.createStore(as: Self.stranger) }
      #expect(opening.reason == "NOT_A_MEMBER")
      let unnamed = try await refusal { _ = try await world.createStore(.with { $0.name = "Loja" }, as: Self.stranger) }
      #expect(unnamed.code == .invalidArgument)
      #expect(unnamed.violations.map(\.field) == ["company_id"])
      let alone = try await refusal {
        _ = try await world.createStore(
          .with { $0.name = "Loja" }, as: Caller(userID: "user-caio", credential: .internalToken))
      }
      #expect(alone.code == .notFound)
      let nobody = try await refusal { _ = try await world.stores(as: Caller(credential: .internalToken)) }
      #expect(nobody.code == .unauthenticated)
    }
  }

  @Test("an actor sees the stores of all its companies, and of one when asked", arguments: Engine.available)
  func several(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      world.auth.set([OrderWorld.company, "company-b"], of: "user-ana")
      let a = try await world.createStore(named: "A")
      world.clock.advance(by: .seconds(2))
      let b = try await world.createStore(
        .with {
          $0.name = "B"
          $0.companyID = "company-b"
        })
      #expect(try await world.stores().map(\.id) == [a.id, b.id])
      #expect(try await world.stores(of: "company-b").map(\.id) == [b.id])
      #expect(try await world.stores(as: OrderWorld.agent).map(\.id) == [a.id, b.id])
    }
  }

  @Test("a store that closes while its buyer is looked up sells nothing more", arguments: Engine.available)
  func closedMeanwhile(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      world.clock.advance(by: .seconds(2))
      world.auth.interrupt {
        _ = try await world.updateStore(
          .with {
            $0.id = store.id
            $0.isActive = false
          }, as: OrderWorld.agent)
      }
      let refused = try await refusal {
        _ = try await world.createOrder(.lines([(coffee.id, Int64(1))], in: store.id), as: OrderWorld.shopkeeper)
      }
      #expect(refused.reason == "STORE_INACTIVE")
      #expect(try await world.orders([store.id]).total == 0)
    }
  }

  @Test("a list names at most a hundred stores, each once", arguments: Engine.available)
  func manyStores(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let ids = (0..<15_000).map { "store-\($0)" }.joined(separator: ",")
      let orders = try await refusal { _ = try await world.orders([ids]) }
      #expect(orders.violations.map(\.field) == ["store_ids"])
      let leads = try await refusal { _ = try await LeadTests.list(world) { $0.storeIds = [ids] } }
      #expect(leads.violations.map(\.field) == ["store_ids"])
      let same = Array(repeating: store.id, count: 200)
      #expect(try await world.orders(same).total == 0)
      for caller in [OrderWorld.shopkeeper, OrderWorld.agent] {
        let unknown = try await refusal { _ = try await LeadTests.list(world, as: caller) { $0.storeIds = ["x"] } }
        let unseen = try await refusal { _ = try await world.orders(["x"], as: caller) }
        #expect([unknown.reason, unseen.reason] == ["STORE_NOT_ALLOWED", "STORE_NOT_ALLOWED"])
      }
    }
  }

  @Test("slugs of different tenants don't meet", arguments: Engine.available)
  func slugs(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      world.auth.set([OrderWorld.company], of: "user-ana", tenantID: Self.foreigner.tenantID)
      let here = try await world.createStore()
      #expect(try await world.isFree(here.slug, as: Self.foreigner))
      #expect(try await world.createStore(as: Self.foreigner).slug == here.slug)
    }
  }
}
