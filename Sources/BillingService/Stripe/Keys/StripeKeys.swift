import Runtime
import Storage

/// The keys of each tenant: its own, kept sealed, or the installation's for the default tenant.
struct StripeKeys: Sendable {
  let database: any Database
  private let box: SecretBox
  private let installation: Settings.Stripe

  init(database: any Database, settings: Settings) {
    self.database = database
    box = SecretBox(settings, purpose: "stripe")
    installation = settings.stripe
  }

  /// The secret key; nil where there is none.
  /// - Throws: ``StripeFailure/keyInvalid`` when it was sealed by another installation.
  func key(of tenantID: String) async throws -> StripeKey? {
    try key(of: tenantID, record: await record(of: tenantID))
  }

  func key(of tenantID: String, record: StripeKeyRecord?) throws -> StripeKey? {
    guard let sealed = record?.sealedKey else { return inherited(by: tenantID)?.secretKey.map(StripeKey.init(text:)) }
    guard let opened = try? box.open(sealed) else { throw StripeFailure.keyInvalid }
    return StripeKey(text: String(decoding: opened, as: UTF8.self))
  }

  /// What browsers may know; nil where there is none.
  func publishableKey(of tenantID: String) async throws -> String? {
    publishableKey(of: tenantID, record: try await record(of: tenantID))
  }

  private func publishableKey(of tenantID: String, record: StripeKeyRecord?) -> String? {
    record?.publishableKey ?? (record?.sealedKey == nil ? inherited(by: tenantID)?.publishableKey : nil)
  }

  /// Whether there is a secret key.
  func isConfigured(_ tenantID: String) async throws -> Bool {
    try await record(of: tenantID)?.sealedKey != nil || inherited(by: tenantID)?.secretKey != nil
  }

  /// The secrets that events may be signed with now, with their ids; the installation's has none.
  func webhookSecrets(
    of tenantID: String, record: StripeKeyRecord?, at now: Timestamp
  ) -> [(id: String?, text: String)] {
    let own = (record?.liveSecrets(at: now) ?? []).compactMap { secret in
      (try? box.open(secret.sealed)).map { (id: secret.id as String?, text: String(decoding: $0, as: UTF8.self)) }
    }
    // A tenant with an account of its own must not believe what another account says.
    guard own.isEmpty, record?.sealedKey == nil, let secret = inherited(by: tenantID)?.webhookSecret else { return own }
    return [(nil, secret)]
  }

  func record(of tenantID: String) async throws -> StripeKeyRecord? {
    try await database.read(tenant: tenantID) { tx in try tx.stripeKeys() }
  }

  /// A secret as it is kept.
  func seal(_ secret: String) throws -> [UInt8] { try box.seal(Array(secret.utf8)) }

  private func inherited(by tenantID: String) -> Settings.Stripe? {
    tenantID == Caller.defaultTenantID ? installation : nil
  }
}

/// As a dashboard sees it.
extension StripeKeys {
  func settings(_ tx: TenantTransaction, at now: Timestamp) throws -> StripeSettings {
    let record = try tx.stripeKeys() ?? StripeKeyRecord()
    let inherited = record.sealedKey == nil ? inheritedKey(of: tx.id) : nil
    return StripeSettings(
      tenantID: tx.id, record: record, isConfigured: record.sealedKey != nil || inherited != nil,
      inheritedKey: inherited, publishableKey: publishableKey(of: tx.id, record: record),
      secrets: record.liveSecrets(at: now))
  }

  /// The installation's key, where the tenant may use it.
  func inheritedKey(of tenantID: String) -> StripeKey? { inherited(by: tenantID)?.secretKey.map(StripeKey.init(text:)) }
}
