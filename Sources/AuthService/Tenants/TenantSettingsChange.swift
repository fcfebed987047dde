import Runtime

/// What changes about a tenant; nil stays.
struct TenantSettingsChange: Sendable, Equatable {
  /// What becomes of the tenant's own OAuth client at Google.
  enum GoogleClient: Sendable, Equatable {
    /// A new id, a new secret, or both.
    case replaced(id: String?, secret: String?)
    case removed
  }

  var name: String?
  var emailVerificationRequired: Bool?
  var allowedRedirectURIs: [String]?
  var refreshTokenRotation: Bool?
  var secondFactor: TenantSettings.SecondFactor?
  var stepUp: Bool?
  var googleEnabled: Bool?
  var googleClient: GoogleClient?
  var email = EmailSettingsChange()

  /// The tenant with the changes made.
  /// - Parameter seal: seals a client secret.
  /// - Throws: INVALID_ARGUMENT naming `google.client_id` or `google.client_secret` when one is there
  ///   without the other.
  func applied(to tenant: Tenant, seal: (String) throws -> [UInt8]) throws -> Tenant {
    var tenant = tenant
    if let name { tenant.name = name }
    if let emailVerificationRequired { tenant.settings.emailVerificationRequired = emailVerificationRequired }
    if let allowedRedirectURIs { tenant.settings.allowedRedirectURIs = allowedRedirectURIs }
    if let refreshTokenRotation { tenant.settings.refreshTokenRotation = refreshTokenRotation }
    if let secondFactor { tenant.settings.secondFactor = secondFactor }
    if let stepUp { tenant.settings.stepUp = stepUp }
    tenant.settings.email = email.applied(to: tenant.settings.email)
    if let googleEnabled { tenant.settings.googleEnabled = googleEnabled }
    if let googleClient {
      tenant.settings.google = try Self.credentials(googleClient, over: tenant.settings.google, seal: seal)
    }
    return tenant
  }

  /// What the audit log says: the new values, of Google's client only that it changed.
  var auditDetails: [String: String] {
    var details: [String: String] = [:]
    details["name"] = name
    details["email_verification_required"] = emailVerificationRequired.map(String.init)
    details["allowed_redirect_uris"] = allowedRedirectURIs?.joined(separator: " ")
    details["refresh_token_rotation"] = refreshTokenRotation.map(String.init)
    details["second_factor"] = secondFactor?.rawValue
    details["step_up"] = stepUp.map(String.init)
    details["google.enabled"] = googleEnabled.map(String.init)
    details["google.client"] = googleClient.map { $0 == .removed ? "removed" : "replaced" }
    return details.merging(email.auditDetails) { $1 }
  }

  private static func credentials(
    _ change: GoogleClient, over old: TenantSettings.GoogleCredentials?, seal: (String) throws -> [UInt8]
  ) throws -> TenantSettings.GoogleCredentials? {
    guard case .replaced(let id, let secret) = change else { return nil }
    // A new id with the old client's secret would only fail later, at Google.
    let keptSecret = id == nil || id == old?.clientID ? old?.sealedClientSecret : nil
    var violations = Violations()
    violations.require(
      id != nil || old != nil, "google.client_id", "is needed beside a client secret", type: "missing")
    violations.require(
      secret != nil || keptSecret != nil, "google.client_secret", "is needed beside a new client id", type: "missing")
    guard let id = id ?? old?.clientID, let sealed = try secret.map(seal) ?? keptSecret else {
      return try violations.checked(nil)
    }
    return TenantSettings.GoogleCredentials(clientID: id, sealedClientSecret: sealed)
  }
}

extension Violations {
  /// Redirect URIs without repeats; notes every bad one with its place.
  mutating func redirectURIs(_ texts: [String], _ field: String) -> [String] {
    let maximum = RegisteredRedirectURI.maximumCount
    require(texts.count <= maximum, field, "should have at most \(maximum) items", type: "too_long")
    var seen: Set<String> = []
    return texts.enumerated().compactMap { index, text in
      let uri = RegisteredRedirectURI(text)
      require(
        uri != nil, "\(field)[\(index)]",
        "must be an absolute https URL, or http on loopback, without fragment, user or wildcard", type: "url_parsing")
      return uri?.text
    }.filter { seen.insert($0).inserted }
  }

  /// What becomes of Google's client; an empty id removes it.
  mutating func googleClient(id: String?, secret: String?) -> TenantSettingsChange.GoogleClient? {
    if let id {
      text(id, "google.client_id", 0...255)
      guard !id.isEmpty else {
        require(secret?.isEmpty ?? true, "google.client_secret", "can't come with the removal of the client")
        return .removed
      }
    }
    if let secret { text(secret, "google.client_secret", 1...255) }
    return id == nil && secret == nil ? nil : .replaced(id: id, secret: secret)
  }
}
