import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Stock kept for buyers of an open chat")
struct OpenChatReservationTests {
  static func buyer(_ address: String?) -> Caller { Caller(credential: .service, clientIP: address) }

  static func request(_ quantity: Int64, _ productID: String, _ storeID: String, lead: String? = nil)
    -> OrderV1.CreateOrderRequest
  {
    var request = OrderV1.CreateOrderRequest.lines([(productID, quantity)], in: storeID, .pix)
    request.openChat = true
    if let lead { request.leadID = lead }
    return request
  }

  @Test("is kept for 15 minutes, however long the store keeps it for others", arguments: Engine.available)
  func minutes(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore(minutes: 60)
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.createOrder(Self.request(4, coffee.id, store.id), as: Self.buyer("203.0.113.7"))
      _ = try await world.order([(coffee.id, 1)], in: store.id)
      world.clock.advance(by: .seconds(15 * 60))
      try await world.sweepReservations()
      #expect(try await world.product(coffee.id).reserved == 1)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("a lead has three orders that keep stock at a time, a network ten", arguments: Engine.available)
  func bounds(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(stock: 100, in: store.id)
      func order(_ address: String?, lead: String? = nil) async throws {
        _ = try await world.createOrder(Self.request(1, coffee.id, store.id, lead: lead), as: Self.buyer(address))
      }
      for _ in 0..<3 { try await order(nil, lead: "lead-1") }
      let fourth = try await refusal { try await order(nil, lead: "lead-1") }
      #expect(fourth.reason == "TOO_MANY_RESERVATIONS" && fourth.code == .resourceExhausted)
      // An address by itself, and an IPv6 network however the addresses in it differ.
      for host in 1...10 { try await order("2001:db8::\(host)", lead: "lead-2\(host)") }
      let eleventh = try await refusal { try await order("2001:db8::ffff", lead: "lead-3") }
      #expect(eleventh.reason == "TOO_MANY_RESERVATIONS")
      #expect(try await world.product(coffee.id).reserved == 13)
      // Others, and whoever waits, can order.
      try await order("2001:db8:0:1::1")
      world.clock.advance(by: .seconds(15 * 60))
      try await order(nil, lead: "lead-1")
      try await order("2001:db8::1")
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("a network keeps sixty pieces at a time, whatever leads it names", arguments: Engine.available)
  func pieces(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(stock: 200, in: store.id)
      func order(_ quantity: Int64, lead: String, from address: String = "203.0.113.7") async throws {
        _ = try await world.createOrder(
          Self.request(quantity, coffee.id, store.id, lead: lead), as: Self.buyer(address))
      }
      for lead in ["a", "b", "c"] { try await order(20, lead: lead) }
      let more = try await refusal { try await order(1, lead: "d") }
      #expect(more.reason == "TOO_MANY_RESERVATIONS")
      try await order(20, lead: "d", from: "203.0.113.8")
      #expect(try await world.product(coffee.id).reserved == 80)
    }
  }

  @Test("holds for orders that come at once", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(stock: 100, in: store.id)
      let made = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            let request = Self.request(1, coffee.id, store.id, lead: "lead-1")
            return (try? await world.createOrder(request, as: Self.buyer(nil))) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(made == 3)
      #expect(try await world.product(coffee.id).reserved == 3)
    }
  }

  @Test("a store that keeps no stock for orders has no such bounds", arguments: Engine.available)
  func notReserving(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      for _ in 0..<5 {
        _ = try await world.createOrder(Self.request(1, coffee.id, store.id, lead: "lead-1"), as: Self.buyer(nil))
      }
      #expect(try await world.product(coffee.id).reserved == 0)
    }
  }
}
