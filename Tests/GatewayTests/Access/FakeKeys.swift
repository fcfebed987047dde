import Contracts
import Foundation
import GRPCCore
import Runtime
import Synchronization

/// The auth service's signing keys and revocations, and nothing else of it.
final class FakeKeys: AuthV1.AccessService.SimpleServiceProtocol, DirectlyCallable {
  private let keys = Mutex<[String: Data]>([:])
  private let questions = Mutex(0)
  private let (events, event) = AsyncStream<AuthV1.RevocationEvent>.makeStream()

  /// How often the keys were asked for.
  var questionCount: Int { questions.withLock { $0 } }

  func publish(_ id: String, _ key: Data) { keys.withLock { $0[id] = key } }

  /// Sends an event to whoever watches.
  func send(_ event: AuthV1.RevocationEvent) { self.event.yield(event) }

  func withdraw(_ id: String) { keys.withLock { $0[id] = nil } }

  func listSigningKeys(
    request: AuthV1.ListSigningKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListSigningKeysResponse {
    questions.withLock { $0 += 1 }
    let published = keys.withLock { $0 }
    return .with { response in
      response.keys = published.map { key in
        .with {
          $0.keyID = key.key
          $0.publicKey = key.value
        }
      }
    }
  }

  func listMemberships(
    request: AuthV1.ListMembershipsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembershipsResponse {
    throw Self.unused
  }

  func resolveApiKey(request: AuthV1.ResolveApiKeyRequest, context: ServerContext) async throws -> AuthV1.ApiKey {
    throw Self.unused
  }

  func resolveSession(request: AuthV1.ResolveSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw Self.unused
  }

  func checkOrigin(
    request: AuthV1.CheckOriginRequest, context: ServerContext
  ) async throws -> AuthV1.CheckOriginResponse {
    throw Self.unused
  }

  func checkSession(request: AuthV1.CheckSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw Self.unused
  }

  func recordApiKeyUse(
    request: AuthV1.RecordApiKeyUseRequest, context: ServerContext
  ) async throws -> AuthV1.RecordApiKeyUseResponse {
    throw Self.unused
  }

  func watchRevocations(
    request: AuthV1.WatchRevocationsRequest, response: RPCWriter<AuthV1.RevocationEvent>, context: ServerContext
  ) async throws {
    for await event in events { try await response.write(event) }
  }

  private static let unused = RPCError(code: .unimplemented, message: "The verifier does not ask for this.")
}
