import Contracts
import Runtime
import TestSupport
import Testing

@Suite("A call by an RPC's name")
struct NamedCallTests {
  private static let service = Caller(credential: .service)

  private static func channel(_ fake: FakeService) -> ServiceChannel {
    let services = InProcessServices()
    services.host(fake.module("any"))
    return .inProcess(services)
  }

  @Test("brings the request there and the answer back")
  func unary() async throws {
    let channel = Self.channel(
      FakeService().on(.getStore) { request in .with { $0.name = "store \(request.id)" } })
    let filled = try await channel.call(.getStore, caller: Self.service) { $0.id = "1" }
    #expect(filled.name == "store 1")
    let made = try await channel.call(.getStore, .with { $0.id = "2" }, caller: Self.service)
    #expect(made.name == "store 2")
  }

  @Test("is made for the caller of the running call, and for nobody where there is none")
  func caller() async throws {
    let channel = Self.channel(
      FakeService().on(.getStore) { _ in
        let user = try Call.current.caller.userID
        return .with { $0.name = user ?? "" }
      })
    let running = Call(caller: Caller(userID: "ana", credential: .cookie), requestID: "r")
    let store = try await running.bind { try await channel.call(.getStore) }
    #expect(store.name == "ana")
    let nobody = try await refusal { try await channel.call(.getStore) }
    #expect(nobody.reason == "NO_CALLER")
    #expect(nobody.message.contains("quartet.order.v1.StoreService/GetStore"))
  }

  @Test("hands a stream's messages on in their order, until it ends or fails")
  func stream() async throws {
    let channel = Self.channel(
      FakeService().on(.watchRevocations) { request, send in
        for number in 1...3 { try await send(.with { $0.sequence = request.afterSequence + Int64(number) }) }
        if request.afterSequence > 0 { throw ServiceError(.unavailable, "GONE", "The service went away.") }
      })
    let (events, event) = AsyncStream<Int64>.makeStream()
    let call = Call(caller: Self.service, requestID: "r")
    try await channel.stream(.watchRevocations, .init(), as: call) { event.yield($0.sequence) }
    let gone = try await refusal {
      try await channel.stream(.watchRevocations, .with { $0.afterSequence = 10 }, as: call) {
        event.yield($0.sequence)
      }
    }
    event.finish()
    #expect(gone.reason == "GONE")
    #expect(await events.reduce(into: [Int64]()) { $0.append($1) } == [1, 2, 3, 11, 12, 13])
  }

  @Test("is refused by that name where nobody answers it")
  func unanswered() async throws {
    let channel = Self.channel(FakeService().on(.listStores) { _ in .init() })
    let refused = try await refusal { try await channel.call(.getStore, caller: Self.service) }
    #expect(refused.code == .unimplemented)
    #expect(refused.message.contains("quartet.order.v1.StoreService/GetStore"))
  }
}
