import Contracts
import Foundation
import Runtime

extension APIKeyRecord {
  var asProto: AuthV1.ApiKey {
    .with {
      $0.id = id
      $0.tenantID = tenantID
      $0.secret = isSecret
      $0.allowedOrigins = allowedOrigins
      $0.scopes = scopes
      if let expiresAt { $0.expiresAt = expiresAt.asProto }
    }
  }
}

extension APIKeyUse {
  /// - Throws: INVALID_ARGUMENT for what is not a moment.
  init(proto: AuthV1.ApiKeyUse) throws {
    var violations = Violations()
    let usedAt = violations.moment(proto.lastUsedAt, "last_used_at")
    try violations.throwIfAny()
    self.init(keyID: proto.apiKeyID, usedAt: usedAt)
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

extension SigningKey {
  /// RFC 8037 section 2.
  var asJSONWebKey: AuthV1.JsonWebKey {
    .with {
      $0.kty = "OKP"
      $0.crv = "Ed25519"
      $0.x = Base64URL.encode(privateKey.publicKey.rawRepresentation)
      $0.kid = id
      $0.alg = "EdDSA"
      $0.use = "sig"
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
      .with {
        $0.sequence = sequence
        $0.caughtUp = true
      }
    case .revoked(let revoked):
      .with {
        $0.sequence = revoked.sequence
        $0.kind = revoked.revocation.kind.asProto
        $0.subjectID = revoked.revocation.subjectID
        $0.at = revoked.revocation.at.asProto
        $0.tenantID = revoked.tenantID
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
    case .sessionChanged: .sessionChanged
    }
  }
}
