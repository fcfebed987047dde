import Runtime
import Storage

/// What the audit log tells about failures: the first one of each counter, each lock with the count so far,
/// and a right guess after several wrong ones. A flood of guesses is therefore a few entries an hour, since
/// guesses within a lock are neither counted nor told; and accounts that do not exist are told by the locks of
/// the network that tries them only, or anybody could fill the log with names.
extension LoginGuard {
  /// Counts a wrong guess in the caller's transaction.
  func record(
    _ tenant: TenantTransaction, _ guess: Guess, _ counters: [FailureCounter], at now: Timestamp
  ) throws {
    for (counter, count) in zip(counters, try tenant.recordFailure(counters, at: now)) {
      if let entry = guess.report(count, of: counter, at: now) { try tenant.append(entry) }
    }
  }

  /// Forgets the failures that count with a right guess, in the caller's transaction.
  func forget(
    _ tenant: TenantTransaction, _ guess: Guess, _ counters: [FailureCounter], at now: Timestamp
  ) throws {
    let failures = try tenant.forgetFailures(counters)
    // A single one has an entry of its own.
    guard failures > 1, let subject = guess.subject else { return }
    try tenant.append(
      guess.entry("login.succeeded_after_failures", about: subject, ["failures": String(failures)], at: now))
  }
}

extension Guess {
  /// The entry about a failure, if it is one to tell.
  fileprivate func report(_ count: FailureCount, of counter: FailureCounter, at now: Timestamp) -> AuditEntry? {
    let lock = count.locked(at: now)
    var details = ["counter": counter.scope.rawValue, "failures": String(count.failures)]
    if let lock { details["locked_seconds"] = String(lock.components.seconds) }
    if counter.scope == .network {
      guard lock != nil, let address = device.ipAddress else { return nil }
      return networkEntry("login.locked", ClientNetwork(address), details, at: now)
    }
    guard let subject, lock != nil || count.failures == 1 else { return nil }
    return entry(lock == nil ? "login.failed" : "login.locked", about: subject, details, at: now)
  }

  /// Whoever guesses is hardly the user, so nobody is named as the actor.
  fileprivate func entry(
    _ action: String, about subject: LoginSubject, _ details: [String: String], at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: subject.tenantID, actor: .system, action: action, targetType: subject.kind.rawValue,
      targetID: subject.id, details: details.merging(["secret": secret.rawValue]) { $1 },
      ipAddress: device.ipAddress, requestID: device.requestID, at: now)
  }

  /// Dashboard logins name no tenant; what is tried there is told to the operators'.
  private func networkEntry(
    _ action: String, _ network: ClientNetwork, _ details: [String: String], at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: tenantID.isEmpty ? Caller.defaultTenantID : tenantID, actor: .system, action: action,
      targetType: "network", targetID: network.text, details: details.merging(["secret": secret.rawValue]) { $1 },
      ipAddress: device.ipAddress, requestID: device.requestID, at: now)
  }
}
