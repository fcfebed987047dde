import Contracts
import GRPCCore

/// `quartet.auth.v1.SigningKeyService`.
struct SigningKeyHandler: AuthV1.SigningKeyService.SimpleServiceProtocol, DirectlyCallable {
  let keys: SigningKeyRing

  func getJsonWebKeySet(
    request: AuthV1.GetJsonWebKeySetRequest, context: ServerContext
  ) async throws -> AuthV1.JsonWebKeySet {
    .with { $0.keys = keys.published.map(\.asJSONWebKey) }
  }
}
