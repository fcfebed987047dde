import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.InvitationService`.
struct InvitationHandler: AuthV1.InvitationService.SimpleServiceProtocol, DirectlyCallable {
  let invitations: Invitations
  let clock: any WallClock

  private var store: InvitationStore { invitations.store }

  func inviteMember(request: AuthV1.InviteMemberRequest, context: ServerContext) async throws -> AuthV1.Invitation {
    let call = try member(of: request.organizationID)
    return try await invitations.invite(InvitationInput(proto: request), by: call).asProto(at: call.at)
  }

  func listInvitations(
    request: AuthV1.ListInvitationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListInvitationsResponse {
    let call = try member(of: request.organizationID)
    let unanswered = try await store.unanswered(call)
    return .with { $0.invitations = unanswered.map { $0.asProto(at: call.at) } }
  }

  func resendInvitation(
    request: AuthV1.ResendInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.Invitation {
    let call = try member(of: request.organizationID)
    return try await invitations.resend(id: request.invitationID, by: call).asProto(at: call.at)
  }

  func cancelInvitation(
    request: AuthV1.CancelInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.CancelInvitationResponse {
    try await store.cancel(id: request.invitationID, by: member(of: request.organizationID))
    return .with { $0.message = "Invitation cancelled" }
  }

  func acceptInvitation(
    request: AuthV1.AcceptInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.Organization {
    let call = try Call.current
    let userID = try call.caller.requireUser()
    let hash = try Violations.invitationTokenHash(request.token, "token")
    return try await store.accept(tokenHash: hash, userID: userID, audit: entry(call, "invitation.accept")).asProto
  }

  func acceptInvitationWithToken(
    request: AuthV1.AcceptInvitationWithTokenRequest, context: ServerContext
  ) async throws -> AuthV1.AcceptInvitationWithTokenResponse {
    let answer = try InvitationAnswer(proto: request)
    let organization = try await invitations.accept(answer, call: .current)
    return .with {
      $0.message = "Invitation accepted"
      $0.organizationName = organization.organization.name
    }
  }

  func rejectInvitation(
    request: AuthV1.RejectInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.RejectInvitationResponse {
    let hash = try Violations.invitationTokenHash(request.token, "token")
    try await store.reject(tokenHash: hash, audit: entry(try .current, "invitation.reject"))
    return .with { $0.message = "Invitation rejected" }
  }

  func listPendingInvitations(
    request: AuthV1.ListPendingInvitationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListPendingInvitationsResponse {
    let caller = try Call.current.caller
    let open = try await store.open(tenantID: caller.tenantID, email: request.checkedEmail(), at: clock.now())
    return .with { $0.invitations = open.map(\.asPendingProto) }
  }

  func getInvitation(
    request: AuthV1.GetInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.InvitationDetails {
    let caller = try Call.current.caller
    let hash = try Violations.invitationTokenHash(request.invitationToken, "invitation_token")
    return try await store.details(tenantID: caller.tenantID, tokenHash: hash).asProto(at: clock.now())
  }

  private func member(of organizationID: String) throws -> MemberCall {
    try MemberCall(.current, organizationID: organizationID, at: clock.now())
  }

  private func entry(_ call: Call, _ action: String) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: "invitation", targetID: "", at: clock.now())
  }
}
