import Storage

/// Who may call a model, and what becomes of it.
extension TenantTransaction {
  /// Sets units aside, once per key. No number of callers together gets more than there is.
  /// - Throws: ``BillingError/quotaExceeded(_:_:planSlug:)``, ``BillingError/limitReached(_:_:)``,
  ///   ``BillingError/priceUnknown(model:)``, ``BillingError/holdKeyReused(_:)``.
  /// - Returns: the hold, and what its units are set aside from.
  func reserve(
    _ new: NewHold, id holdID: String, under entitlement: Entitlement, at now: Timestamp
  ) throws -> (hold: Hold, funding: UsageFunding) {
    let hold = try Hold(new, id: holdID, under: entitlement, at: now)
    // The row comes first: of two calls with one key, the second waits here.
    if let first = try insert(hold) {
      guard first.isRepeated(by: hold) else { throw BillingError.holdKeyReused(hold.key) }
      return (first, try funding(of: first, entitlement.beyond))
    }
    switch try take(hold, under: entitlement, at: now) {
    case .success(let funding): return (hold, funding)
    case .failure(let refusal):
      // What nobody waits for any more stands in nobody's way, whether it is swept or not.
      guard try expireHolds(of: hold.subject, under: { entitlement }, at: now) > 0 else { throw refusal }
      return (hold, try take(hold, under: entitlement, at: now).get())
    }
  }

  /// Takes a hold's units and counts it against the limits.
  /// - Returns: what they are taken from, or why not; nothing has changed then, but for a lot that the period has
  ///   brought.
  private func take(
    _ hold: Hold, under entitlement: Entitlement, at now: Timestamp
  ) throws -> Result<UsageFunding, BillingError> {
    let state = try credits(of: hold.subject, under: entitlement, at: now)
    let parts = state.allocation(of: hold.units, at: now)
    let isCovered = parts.reduce(0) { $0 + $1.amount } == hold.units
    guard isCovered || (entitlement.beyond != .refuse && state.debt == 0) else {
      return .failure(try quotaExceeded(state, hold, under: entitlement, at: now))
    }
    if let refusal = try count(hold, under: entitlement) { return .failure(refusal) }
    guard try self.hold(parts, for: hold.id, state.account) else {
      throw StorageError.conflict("the account has changed within its transaction")
    }
    return .success(state.funding(of: hold.units, by: parts, entitlement.beyond))
  }

  private func quotaExceeded(
    _ state: CreditState, _ hold: Hold, under entitlement: Entitlement, at now: Timestamp
  ) throws -> BillingError {
    let quota = Quota(
      included: entitlement.included, used: try usedTokens(of: hold.subject, entitlement.period),
      reserved: try reservedUnits(of: hold.subject, besides: hold.id, at: now), topupRemaining: state.topups(at: now))
    return .quotaExceeded(hold.subject.kind, quota, planSlug: entitlement.planSlug)
  }

  /// Books the real usage in place of a hold: whether it is open, has expired or was released, for the tokens have
  /// been used. What was booked already when it expired is not booked twice. A second call changes nothing and
  /// gives the first one's record.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func settle(
    _ settlement: Settlement, id usageID: String, under entitlement: (Subject) throws -> Entitlement,
    at now: Timestamp
  ) throws -> UsageRecord {
    guard let hold = try hold(settlement.holdID) else {
      throw BillingError.reservationNotFound(settlement.holdID)
    }
    if hold.state == .settled, let booked = try usage(.hold, hold.id) { return booked }
    var usage = settlement.usage(of: hold)
    var record = UsageRecord(
      id: usageID, subject: hold.subject, usage: usage, source: .hold, sourceID: hold.id,
      userID: settlement.userID ?? hold.userID, messages: hold.messages, occurredAt: now)
    if hold.state == .expired, let early = try self.usage(.progress, hold.id) {
      usage.promptTokens = max(0, usage.promptTokens - early.usage.promptTokens)
      usage.completionTokens = max(0, usage.completionTokens - early.usage.completionTokens)
      usage.cachedTokens = min(usage.cachedTokens, usage.promptTokens)
      record.usage = usage
      record.cost = PriceList.cost(of: usage)
      record.messages = 0
    }
    record.asset = hold.asset
    record = try book(
      record, for: hold.state == .open ? hold : nil, under: { try entitlement(hold.subject) }, at: now)
    try close(hold, as: .settled, at: now)
    return record
  }

  /// Gives a hold back; one that is not open any more stays as it is.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func release(_ holdID: String, at now: Timestamp) throws {
    guard let hold = try hold(holdID) else { throw BillingError.reservationNotFound(holdID) }
    guard hold.state == .open else { return }
    try free(hold)
    try close(hold, as: .released, at: now)
  }

  /// Ends a subject's holds that nobody has settled in time: what they are known to have used is booked, the rest
  /// is free again.
  /// - Returns: how many there were.
  @discardableResult
  func expireHolds(
    of subject: Subject, under entitlement: () throws -> Entitlement, at now: Timestamp
  ) throws -> Int {
    let overdue = try overdueHolds(of: subject, at: now)
    for hold in overdue {
      if hold.progress.isNone {
        try free(hold)
      } else {
        let usage = ModelUsage(
          model: hold.model, operationType: hold.operationType, promptTokens: hold.progress.promptTokens,
          completionTokens: hold.progress.completionTokens,
          cachedTokens: min(hold.progress.cachedTokens, hold.progress.promptTokens), agentID: hold.agentID)
        var record = UsageRecord(
          id: hold.id, subject: hold.subject, usage: usage, source: .progress, sourceID: hold.id,
          userID: hold.userID, messages: hold.messages, occurredAt: now)
        record.asset = hold.asset
        _ = try book(record, for: hold, under: entitlement, at: now)
      }
      try close(hold, as: .expired, at: now)
    }
    return overdue.count
  }

  /// What ``reserve(_:id:under:at:)`` would say now; nothing changes, not even a lot that the period has yet to bring.
  func check(_ new: NewHold, under entitlement: Entitlement, at now: Timestamp) throws -> AdmissionDecision {
    let hold = try Hold(new, id: "", under: entitlement, at: now)
    var state = try creditState(of: new.subject, entitlement.asset)
    for overdue in try overdueHolds(of: new.subject, at: now) {
      for part in try parts(of: overdue.id) { state.free(part) }
    }
    state = state.previewing(entitlement, at: now)
    let subject = UsageLimitsState(
      limits: entitlement.limits, used: try total(UsageTotalKey(new.subject, "", entitlement.period)))
    let user = try new.userID.map {
      UsageLimitsState(
        limits: entitlement.userLimits, used: try total(UsageTotalKey(everywhere: $0, at: now)))
    }
    var refusal: BillingError?
    if let limit = user?.exceeded(by: hold.amount) { refusal = .limitReached(.user, limit) }
    if let limit = subject.exceeded(by: hold.amount) { refusal = .limitReached(.organization, limit) }
    let available = state.available(at: now)
    if available < new.units, entitlement.beyond == .refuse || state.debt > 0 {
      refusal = try quotaExceeded(state, hold, under: entitlement, at: now)
    }
    return AdmissionDecision(
      refusal: refusal, available: available, planSlug: entitlement.planSlug, subject: subject, user: user,
      period: entitlement.period)
  }

  /// Uses units at once where there are enough of them, and where no limit stands against it.
  /// - Throws: what ``reserve(_:id:under:at:)`` throws; nothing is booked then.
  func consume(_ record: UsageRecord, under entitlement: Entitlement, at now: Timestamp) throws -> UsageRecord {
    if let booked = try usage(record.source, record.sourceID) { return booked }
    let new = NewHold(
      subject: record.subject, units: record.usage.totalTokens, promptTokens: record.usage.promptTokens,
      messages: record.messages, model: record.usage.model, operationType: record.usage.operationType,
      userID: record.userID,
      agentID: record.usage.agentID)
    let hold = try reserve(new, id: record.id, under: entitlement, at: now).hold
    let booked = try book(record, for: hold, under: { entitlement }, at: now)
    try close(hold, as: .released, at: now)
    return booked
  }
}

extension Hold {
  init(_ new: NewHold, id: String, under entitlement: Entitlement, at now: Timestamp) throws {
    self.init(
      id: id, key: new.key ?? "hold:\(id)", subject: new.subject, asset: entitlement.asset, userID: new.userID,
      agentID: new.agentID, model: new.model, operationType: new.operationType, units: new.units,
      messages: new.messages, costMicroUSD: try new.costMicroUSD(under: entitlement), lifetime: new.lifetime,
      createdAt: now, expiresAt: now.adding(new.lifetime))
    if !entitlement.limits.isNone || !entitlement.userLimits.isNone { counted = entitlement.period }
  }

  /// Whether another call with this one's key asks for the same.
  func isRepeated(by other: Hold) -> Bool {
    subject == other.subject && units == other.units && model == other.model
  }
}
