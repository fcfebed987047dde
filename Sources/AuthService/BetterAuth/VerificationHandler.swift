import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.VerificationService`.
struct VerificationHandler: AuthV1.VerificationService.SimpleServiceProtocol, DirectlyCallable {
  let verifications: BetterAuthVerificationStore
  let clock: any WallClock
  let ids: any IDGenerator

  func createVerification(
    request: AuthV1.CreateVerificationRequest, context: ServerContext
  ) async throws -> AuthV1.Verification {
    let caller = try Call.current.caller
    let new = try NewBetterAuthVerification(proto: request)
    return try await verifications.create(
      new, id: new.id ?? ids.next(), tenantID: caller.tenantID, at: clock.now()
    ).asProto
  }

  func getVerificationByValue(
    request: AuthV1.GetVerificationByValueRequest, context: ServerContext
  ) async throws -> AuthV1.Verification {
    try await newest(VerificationMatch(value: request.value))
  }

  func getVerificationByIdentifier(
    request: AuthV1.GetVerificationByIdentifierRequest, context: ServerContext
  ) async throws -> AuthV1.Verification {
    try await newest(VerificationMatch(identifier: request.identifier))
  }

  func consumeVerification(
    request: AuthV1.ConsumeVerificationRequest, context: ServerContext
  ) async throws -> AuthV1.Verification {
    let caller = try Call.current.caller
    let taken = try await verifications.consume(
      VerificationMatch(proto: request), tenantID: caller.tenantID, at: clock.now())
    guard let taken else { throw BetterAuthError.verificationNotFound }
    return taken.asProto
  }

  func deleteVerifications(
    request: AuthV1.DeleteVerificationsRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteVerificationsResponse {
    let caller = try Call.current.caller
    try await verifications.delete(identifier: request.identifier, tenantID: caller.tenantID)
    return .init()
  }

  private func newest(_ match: VerificationMatch) async throws -> AuthV1.Verification {
    let caller = try Call.current.caller
    guard let found = try await verifications.newest(match, tenantID: caller.tenantID) else {
      throw BetterAuthError.verificationNotFound
    }
    return found.asProto
  }
}
