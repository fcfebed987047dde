import Contracts
import Runtime
import Storage

extension InvitationInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.InviteMemberRequest) throws {
    var violations = Violations()
    let email = violations.newEmail(proto.email, "email")
    let role = violations.assignableRole(proto.role)
    let returnTo = violations.returnURL(proto.hasReturnTo ? proto.returnTo : nil, "return_to")
    self.init(email: try violations.checked(email), role: try violations.checked(role), returnTo: returnTo)
  }
}

extension InvitationAnswer {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.AcceptInvitationWithTokenRequest) throws {
    var violations = Violations()
    violations.present(proto.token, "token")
    violations.present(proto.password, "password")
    violations.text(proto.displayName, "display_name", 0...100)
    try violations.throwIfAny()
    self.init(
      token: proto.token, password: proto.password, displayName: proto.displayName.isEmpty ? nil : proto.displayName)
  }
}

extension AuthV1.ListPendingInvitationsRequest {
  /// - Throws: INVALID_ARGUMENT for text that is not an address.
  func checkedEmail() throws -> EmailAddress {
    var violations = Violations()
    let address = violations.email(email, "email")
    return try violations.checked(address)
  }
}

extension Violations {
  /// What an invitation's token is stored as.
  /// - Throws: INVALID_ARGUMENT without a token.
  static func invitationTokenHash(_ token: String, _ field: String) throws -> [UInt8] {
    var violations = Violations()
    violations.present(token, field)
    try violations.throwIfAny()
    return SecretToken.hash(token)
  }
}

extension Invitation {
  func asProto(at now: Timestamp) -> AuthV1.Invitation {
    .with {
      $0.id = id
      $0.organizationID = organizationID
      $0.email = email
      $0.role = role.asProto
      $0.status = status(at: now).asProto
      $0.invitedBy = invitedBy
      $0.expiresAt = expiresAt.asProto
      $0.createdAt = createdAt.asProto
    }
  }
}

extension InvitationDetails {
  func asProto(at now: Timestamp) -> AuthV1.InvitationDetails {
    .with {
      $0.id = invitation.id
      $0.organizationID = invitation.organizationID
      $0.organizationName = organizationName
      if let organizationLogoURL { $0.organizationLogoURL = organizationLogoURL }
      $0.email = invitation.email
      $0.role = invitation.role.asProto
      $0.status = invitation.status(at: now).asProto
      if let inviterName { $0.invitedByName = inviterName }
      $0.expiresAt = invitation.expiresAt.asProto
      $0.createdAt = invitation.createdAt.asProto
    }
  }

  /// Without what lets anybody answer.
  var asPendingProto: AuthV1.PendingInvitation {
    .with {
      $0.id = invitation.id
      $0.organizationName = organizationName
      $0.role = invitation.role.asProto
      if let inviterName { $0.invitedByName = inviterName }
      $0.expiresAt = invitation.expiresAt.asProto
    }
  }
}

extension InvitationStatus {
  var asProto: AuthV1.InvitationStatus {
    switch self {
    case .pending: .pending
    case .accepted: .accepted
    case .rejected: .rejected
    case .cancelled: .cancelled
    case .expired: .expired
    }
  }
}
