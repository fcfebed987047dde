import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport

@testable import AgentService

/// The agent service with an order and a billing service that the test can look into.
struct AgentWorld: Sendable {
  let services: InProcessServices
  let database: any Database
  let shop: FakeShop
  let billing: FakeBilling
  let module: ServiceModule

  var channel: ServiceChannel { .inProcess(services) }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ request: Request, caller: Caller = Caller(),
    requestID: String = "request-1", idempotencyKey: String? = nil
  ) async throws -> Response {
    let call = Call(caller: caller, requestID: requestID, idempotencyKey: idempotencyKey)
    return try await channel.call(rpc, request, as: call)
  }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, caller: Caller = Caller(), requestID: String = "request-1",
    idempotencyKey: String? = nil, _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    try await call(
      rpc, try .with(fill), caller: caller, requestID: requestID, idempotencyKey: idempotencyKey)
  }

  func chat(
    _ message: String, requestID: String = "request-1", key: String? = nil, caller: Caller = Caller(),
    _ configure: (inout AgentV1.ChatRequest) -> Void = { _ in }
  ) async throws -> AgentV1.ChatResponse {
    try await call(.chat, caller: caller, requestID: requestID, idempotencyKey: key) {
      $0.type = "vendas"
      $0.message = message
      $0.storeID = "store-1"
      configure(&$0)
    }
  }

  /// Streams a chat and hands each piece on as it comes.
  func stream(
    _ request: AgentV1.StreamChatRequest, userID: String = "user-1",
    each: @escaping @Sendable (String) async throws -> Void
  ) async throws -> ResponseHead {
    let call = Call(caller: Caller(userID: userID, credential: .cookie), requestID: "request-1")
    try await channel.stream(.streamChat, request, as: call) { piece in
      try await each(String(decoding: piece.data, as: UTF8.self))
    }
    return call.response
  }
}

/// Gives `body` an agent service over an empty database of its own.
func withAgentWorld(
  _ engine: Engine = .sqlite, providers: [any ModelProvider] = [], shop: FakeShop = .market(),
  settings: Settings = Settings(), _ body: (AgentWorld) async throws -> Void
) async throws {
  try await withDatabase(engine, schema: "agent") { database in
    let services = InProcessServices()
    let billing = FakeBilling()
    services.host(shop.module)
    services.host(billing.module)
    let module = try await AgentService.build(
      .test(database, services: services, settings: settings), providers: ModelProviders(providers))
    services.host(module)
    try await body(
      AgentWorld(services: services, database: database, shop: shop, billing: billing, module: module))
  }
}
