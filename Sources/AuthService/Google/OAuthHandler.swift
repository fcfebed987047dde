import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.OAuthService`.
struct OAuthHandler: AuthV1.OAuthService.SimpleServiceProtocol, DirectlyCallable {
  let google: GoogleLogin

  func listProviders(
    request: AuthV1.ListProvidersRequest, context: ServerContext
  ) async throws -> AuthV1.ListProvidersResponse {
    let isAvailable = try await google.isAvailable(tenantID: Call.current.caller.tenantID)
    return .with { $0.providers = isAvailable ? [.google] : [] }
  }

  func getGoogleUrl(
    request: AuthV1.GetGoogleUrlRequest, context: ServerContext
  ) async throws -> AuthV1.GetGoogleUrlResponse {
    let url = try await google.start(OAuthStart(proto: request), tenantID: Call.current.caller.tenantID)
    return .with { $0.authorizationURL = url }
  }

  func googleCallback(
    request: AuthV1.GoogleCallbackRequest, context: ServerContext
  ) async throws -> AuthV1.GoogleCallbackResponse {
    let call = try Call.current
    let location = try await google.finish(AuthorizationAnswer(proto: request), call: call)
    call.response.redirectPrivately(to: location)
    return .init()
  }
}
