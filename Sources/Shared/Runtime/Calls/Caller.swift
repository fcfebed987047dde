import Contracts

/// Who calls, as a service sees it: authenticated by the gateway, or by a trusted service.
public struct Caller: Sendable, Equatable {
  /// The credential that was checked.
  public enum Credential: Int, Sendable {
    case none, publishableKey, secretKey, cookie, authToken, internalToken, webhookToken, cron, service, dashboard
  }

  /// The tenant of every route without API keys; created by the first start.
  public static let defaultTenantID = "00000000-0000-7000-8000-000000000001"

  public var tenantID: String
  /// The end user (JWT, cookie or `X-Actor-User-Id`), or with ``Credential/dashboard`` the dashboard admin.
  public var userID: String?
  /// From `X-Organization-Id`, membership checked.
  public var organizationID: String?
  public var apiKeyID: String?
  public var sessionID: String?
  public var credential: Credential
  public var clientIP: String?

  public init(
    tenantID: String = Caller.defaultTenantID, userID: String? = nil, organizationID: String? = nil,
    apiKeyID: String? = nil, sessionID: String? = nil, credential: Credential = .none, clientIP: String? = nil
  ) {
    self.tenantID = tenantID
    self.userID = userID
    self.organizationID = organizationID
    self.apiKeyID = apiKeyID
    self.sessionID = sessionID
    self.credential = credential
    self.clientIP = clientIP
  }

  /// The user, or UNAUTHENTICATED for a call without one.
  public func requireUser() throws -> String {
    guard let userID else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "This call needs a user.")
    }
    return userID
  }
}

extension Caller {
  /// - Throws: ``ServiceError`` when the tenant is missing.
  public init(proto: GatewayV1.Caller) throws {
    guard !proto.tenantID.isEmpty else {
      throw ServiceError(.unauthenticated, "CALLER_INVALID", "The caller's identity names no tenant.")
    }
    func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init(
      tenantID: proto.tenantID, userID: filled(proto.userID), organizationID: filled(proto.organizationID),
      apiKeyID: filled(proto.apiKeyID), sessionID: filled(proto.sessionID),
      credential: Credential(rawValue: proto.credential.rawValue) ?? .none, clientIP: filled(proto.clientIp))
  }

  public var asProto: GatewayV1.Caller {
    .with {
      $0.tenantID = tenantID
      $0.userID = userID ?? ""
      $0.organizationID = organizationID ?? ""
      $0.apiKeyID = apiKeyID ?? ""
      $0.sessionID = sessionID ?? ""
      $0.credential = .init(rawValue: credential.rawValue) ?? .unspecified
      $0.clientIp = clientIP ?? ""
    }
  }
}
