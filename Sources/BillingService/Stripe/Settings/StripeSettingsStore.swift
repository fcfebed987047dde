import Runtime
import Storage

/// A tenant's account at Stripe: who sets it, and what must hold then.
struct StripeSettingsStore: Sendable {
  let keys: StripeKeys
  let api: StripeAPI
  let clock: any WallClock
  let ids: any IDGenerator

  func settings(of tenantID: String) async throws -> StripeSettings {
    let now = clock.now()
    return try await keys.database.read(tenant: tenantID) { [keys] tx in try keys.settings(tx, at: now) }
  }

  /// - Throws: ``StripeSettingsError``, INVALID_ARGUMENT for keys of different modes, ``StripeFailure`` when Stripe
  ///   does not say whether it takes a new key; nothing has changed then.
  func update(_ change: StripeSettingsChange, by admin: AuthorizedAdmin) async throws -> StripeSettings {
    let account = try await account(of: change)
    let (now, id) = (clock.now(), ids.next())
    let new = try change.webhookSecret.map {
      StripeWebhookSecret(id: id, sealed: try keys.seal($0), hint: StripeKey.hint($0), createdAt: now)
    }
    let entryID = ids.next()
    return try await keys.database.write(tenant: admin.tenantID) { [keys] tx in
      var record = try tx.stripeKeys() ?? StripeKeyRecord()
      try record.apply(change, account: account, keys: keys, tx, at: now)
      try tx.keep(record)
      if let new { try Self.add(new, overlap: change.overlap, tx, at: now) }
      try tx.audit(.stripeSettings("updated", change.fields, by: admin), id: entryID, at: now)
      return try keys.settings(tx, at: now)
    }
  }

  /// Takes everything away. A repetition changes nothing.
  func clear(by admin: AuthorizedAdmin) async throws -> StripeSettings {
    let (now, entryID) = (clock.now(), ids.next())
    return try await keys.database.write(tenant: admin.tenantID) { [keys] tx in
      let record = try tx.stripeKeys()
      if record?.sealedKey != nil || record?.publishableKey != nil || record?.webhookSecrets.isEmpty == false {
        try tx.clearStripeKeys(at: now)
        try tx.audit(.stripeSettings("cleared", [], by: admin), id: entryID, at: now)
      }
      return try keys.settings(tx, at: now)
    }
  }

  /// Ends a webhook secret now.
  /// - Throws: ``StripeSettingsError/secretNotFound(_:)``.
  func removeSecret(_ secretID: String, by admin: AuthorizedAdmin) async throws -> StripeSettings {
    let (now, entryID) = (clock.now(), ids.next())
    return try await keys.database.write(tenant: admin.tenantID) { [keys] tx in
      guard try tx.deleteWebhookSecret(secretID) else { throw StripeSettingsError.secretNotFound(secretID) }
      try tx.audit(.stripeSettings("secret_removed", ["webhook_secret"], by: admin), id: entryID, at: now)
      return try keys.settings(tx, at: now)
    }
  }

  /// Tries a new key.
  /// - Returns: its account; nil where a restricted key may not see it, as long as it may see customers.
  private func account(of change: StripeSettingsChange) async throws -> String? {
    guard case .set(let key) = change.secretKey else { return nil }
    do {
      let operation = StripeOperation.account
      do {
        return try operation.answer(await api.send(operation.request, key: key.text)).id
      } catch let failure as StripeFailure where failure != .keyInvalid {
        _ = try await api.send(.get("/v1/customers", ["limit": 1]), key: key.text)
        return nil
      }
    } catch StripeFailure.keyInvalid {
      throw StripeSettingsError.keyRefused
    } catch StripeFailure.refused {
      throw StripeSettingsError.keyRefused
    }
  }

  private static func add(
    _ new: StripeWebhookSecret, overlap: Duration?, _ tx: TenantTransaction, at now: Timestamp
  ) throws {
    if let overlap { try tx.endWebhookSecrets(at: now.adding(overlap)) }
    try tx.deleteEndedWebhookSecrets(at: now)
    try tx.insert(new)
    let count = try tx.stripeKeys()?.liveSecrets(at: now).count ?? 0
    guard count <= StripeWebhookSecret.maximumCount else { throw StripeSettingsError.tooManySecrets }
  }
}

extension StripeKeyRecord {
  fileprivate mutating func apply(
    _ change: StripeSettingsChange, account: String?, keys: StripeKeys, _ tx: TenantTransaction, at now: Timestamp
  ) throws {
    if case .set(let key) = change.secretKey {
      let isOther = accountID.flatMap { own in account.map { $0 != own } } ?? false
      let mode = isLive ?? keys.inheritedKey(of: tx.id)?.isLive
      if isOther || (mode ?? key.isLive) != key.isLive, try tx.hasStripeCustomers() {
        throw StripeSettingsError.accountMismatch
      }
      (sealedKey, keyHint, isLive) = (try keys.seal(key.text), StripeKey.hint(key.text), key.isLive)
      accountID = account ?? accountID
    } else if case .clear = change.secretKey {
      (sealedKey, keyHint) = (nil, nil)
    }
    publishableKey = change.publishableKey.applied(to: publishableKey)
    updatedAt = now
    try requireOneMode(keys.inheritedKey(of: tx.id))
  }

  private func requireOneMode(_ inherited: StripeKey?) throws {
    guard let publishableKey, let isLive = sealedKey == nil ? inherited?.isLive : isLive else { return }
    var check = Violations()
    check.require(
      publishableKey.hasPrefix(isLive ? "pk_live_" : "pk_test_"), "publishable_key",
      "should be of the secret key's mode")
    try check.throwIfAny()
  }
}

extension AuditEntry {
  /// By the names of what changed, never by the values.
  fileprivate static func stripeSettings(
    _ action: String, _ fields: [String], by admin: AuthorizedAdmin
  ) -> AuditEntry {
    AuditEntry(
      action: "stripe_settings.\(action)", targetType: "stripe_settings", targetID: admin.tenantID, adminID: admin.id,
      details: fields.isEmpty ? [:] : ["fields": fields.joined(separator: ",")])
  }
}
