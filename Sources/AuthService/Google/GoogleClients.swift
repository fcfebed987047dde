import Runtime

/// Which client a tenant's logins use at Google: its own, or else the process's.
struct GoogleClients: Sendable {
  private let own: GoogleClient?
  private let box: SecretBox

  init(_ settings: Settings) {
    if let id = settings.google.clientID, let secret = settings.google.clientSecret {
      own = GoogleClient(id: id, secret: secret)
    } else {
      own = nil
    }
    box = SecretBox(settings, purpose: TenantSettings.googleSecretPurpose)
  }

  /// Nil when the tenant has switched Google off, when there are no credentials, and when the tenant's were
  /// sealed with another pepper: then the process's would be the wrong ones.
  func client(of tenant: Tenant) -> GoogleClient? {
    guard tenant.settings.googleEnabled else { return nil }
    guard let credentials = tenant.settings.google else { return own }
    guard let secret = try? box.open(credentials.sealedClientSecret) else { return nil }
    return GoogleClient(id: credentials.clientID, secret: String(decoding: secret, as: UTF8.self))
  }
}
