import Contracts

extension APIKeyRecord {
  var asProto: AuthV1.ApiKey {
    .with {
      $0.id = id
      $0.tenantID = tenantID
      $0.secret = isSecret
      $0.allowedOrigins = allowedOrigins
    }
  }
}

extension LoginSession {
  var asProto: AuthV1.Session {
    .with {
      $0.id = id
      $0.tenantID = tenantID
      $0.userID = userID
      $0.expiresAt = expiresAt.asProto
    }
  }
}

extension SigningKey {
  var asProto: AuthV1.SigningKey {
    .with {
      $0.keyID = id
      $0.publicKey = privateKey.publicKey.rawRepresentation
    }
  }
}

extension OrganizationMembership {
  var asAccessProto: AuthV1.Membership {
    .with {
      $0.organizationID = organization.id
      $0.role = role.rawValue
    }
  }
}

extension RevocationWatch.Event {
  var asProto: AuthV1.RevocationEvent {
    switch self {
    case .heartbeat(let sequence):
      .with { $0.sequence = sequence }
    case .revoked(let revoked):
      .with {
        $0.sequence = revoked.sequence
        $0.kind = revoked.revocation.kind.asProto
        $0.subjectID = revoked.revocation.subjectID
        $0.at = revoked.revocation.at.asProto
      }
    }
  }
}

extension Revocation.Kind {
  var asProto: AuthV1.RevocationEvent.Kind {
    switch self {
    case .session: .session
    case .user: .user
    case .apiKey: .apiKey
    case .membership: .membership
    case .tenant: .tenant
    }
  }
}
