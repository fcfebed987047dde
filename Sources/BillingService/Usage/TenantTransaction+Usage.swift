import Storage

/// Usage, and the journal that says who paid for it.
extension TenantTransaction {
  /// Books usage: from what was held for it, then from what is available, then beyond; it is never lost. Records,
  /// totals, lots and the journal change together.
  /// - Parameters:
  ///   - hold: an open hold that it takes the place of.
  ///   - entitlement: asked for only where the lots don't say it.
  /// - Returns: the record with its funding and its number.
  func book(
    _ new: UsageRecord, for hold: Hold? = nil, under entitlement: () throws -> Entitlement, at now: Timestamp
  ) throws -> UsageRecord {
    var record = new
    var state = try creditState(of: record.subject, record.asset)
    if state.planLot(at: now) == nil {
      // A period that nobody has touched yet, or a plan that includes nothing.
      state = try credits(of: record.subject, under: entitlement(), at: now)
    }
    let parts = try hold.map { try self.parts(of: $0.id) } ?? []
    let burn = Burn(record.usage.totalTokens, from: state, held: parts, at: now)
    record.funding = try funding(of: burn, under: entitlement)
    for line in burn.lines { try change(lot: line.lotID, remaining: -line.burned, held: -line.freed) }
    record.sequence = try charge(burn, to: state.account)
    if try begin(record.journal(burn, state.account)) != nil { throw LedgerError.keyReused(record.journalKey) }
    try change(LedgerAccount(.overage, record.asset, of: record.subject), posted: -record.funding.overage)
    try change(LedgerAccount(.metered, record.asset, of: record.subject), posted: -record.funding.metered)
    try insert(record)
    if let hold { try uncount(hold) }
    let period = try state.planLot(at: now).flatMap(\.period) ?? entitlement().period
    try add(record.amount, promptTokens: record.usage.promptTokens, of: record.subject, record.userID, period, at: now)
    return record
  }

  private func funding(of burn: Burn, under entitlement: () throws -> Entitlement) throws -> UsageFunding {
    var funding = UsageFunding()
    for line in burn.lines { funding.add(line.burned, from: line.source) }
    if burn.uncovered > 0 { funding.add(uncovered: burn.uncovered, try entitlement().beyond) }
    return funding
  }

  /// Takes burned units from the account, frees what was held, and counts the record.
  /// - Returns: the record's number.
  private func charge(_ burn: Burn, to account: LedgerAccount) throws -> Int64 {
    let sequence = try tx.first(
      """
      UPDATE accounts SET posted = posted - ?, held = held - ?, usage_seq = usage_seq + 1
      WHERE tenant_id = ? AND id = ? RETURNING usage_seq
      """, burn.burned, burn.freed, id, account.id
    ) { try $0.int(0) }
    guard let sequence else { throw StorageError.failed(code: "account_missing", message: account.id) }
    return sequence
  }

  private func insert(_ record: UsageRecord) throws {
    let (usage, funding) = (record.usage, record.funding)
    try tx.execute(
      """
      INSERT INTO usage (tenant_id, id, subject_kind, subject_id, asset, seq, source, source_id, user_id, agent_id,
        lead_id, model, operation_type, messages, prompt_tokens, cached_tokens, completion_tokens, units,
        included_units, grant_units, topup_units, metered_units, overage_units, cost_micro_usd, is_priced, price_version,
        hold_id, journal_key, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, record.id, record.subject.kind.rawValue, record.subject.id, record.asset.rawValue, record.sequence,
      record.source.rawValue, record.sourceID, record.userID, usage.agentID, usage.leadID, usage.model,
      usage.operationType, record.messages, usage.promptTokens, usage.cachedTokens, usage.completionTokens,
      usage.totalTokens, funding.included, funding.grants, funding.topups, funding.metered, funding.overage,
      record.cost.microUSD,
      record.cost.isPriced, PriceList.version, record.holdID, record.journalKey, record.occurredAt)
  }

  func usage(_ recordID: String) throws -> UsageRecord? {
    try tx.first("SELECT \(Self.usageColumns) FROM usage WHERE tenant_id = ? AND id = ?", id, recordID, as: Self.usage)
  }

  /// The record of a source's event.
  func usage(_ source: UsageRecord.Source, _ sourceID: String) throws -> UsageRecord? {
    try tx.first(
      "SELECT \(Self.usageColumns) FROM usage WHERE tenant_id = ? AND source = ? AND source_id = ?", id,
      source.rawValue, sourceID, as: Self.usage)
  }

  /// A subject's records of a period, newest first.
  func usage(of subject: Subject, in period: Interval, limit: Int32, offset: Int32) throws -> [UsageRecord] {
    try tx.all(
      """
      SELECT \(Self.usageColumns) FROM usage
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND occurred_at >= ? AND occurred_at < ?
      ORDER BY occurred_at DESC, seq DESC LIMIT ? OFFSET ?
      """, id, subject.kind.rawValue, subject.id, period.start, period.end, Int64(limit), Int64(offset), as: Self.usage)
  }

  /// How many records a subject has in a period.
  func usageCount(of subject: Subject, in period: Interval) throws -> Int64 {
    try tx.first(
      """
      SELECT COUNT(*) FROM usage
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND occurred_at >= ? AND occurred_at < ?
      """, id, subject.kind.rawValue, subject.id, period.start, period.end
    ) { try $0.int(0) } ?? 0
  }

  private static let usageColumns =
    """
    id, subject_kind, subject_id, asset, source, source_id, user_id, agent_id, lead_id, model, operation_type,
    messages, prompt_tokens, cached_tokens, completion_tokens, included_units, grant_units, topup_units,
    metered_units, overage_units, cost_micro_usd, is_priced, seq, occurred_at
    """

  private static func usage(_ row: any Row) throws -> UsageRecord {
    let source = try row.text(4)
    guard let known = UsageRecord.Source(rawValue: source) else {
      throw StorageError.unexpectedType("usage source \(source)")
    }
    var record = UsageRecord(
      id: try row.text(0), subject: try Subject(row, at: 1),
      usage: ModelUsage(
        model: try row.text(9), operationType: try row.text(10), promptTokens: try row.int(12),
        completionTokens: try row.int(14), cachedTokens: try row.int(13), agentID: try row.optionalText(7),
        leadID: try row.optionalText(8)),
      source: known, sourceID: try row.text(5), userID: try row.optionalText(6), messages: try row.int(11),
      occurredAt: try row.time(23))
    record.asset = Asset(rawValue: try row.text(3))
    record.funding = UsageFunding(
      included: try row.int(15), grants: try row.int(16), topups: try row.int(17), metered: try row.int(18),
      overage: try row.int(19))
    record.cost = ModelCost(microUSD: try row.int(20), isPriced: try row.bool(21))
    record.sequence = try row.int(22)
    return record
  }
}

extension UsageRecord {
  /// Every unit from where it is paid to `consumed`, and what the provider charges for it.
  fileprivate func journal(_ burn: Burn, _ account: LedgerAccount) -> Journal {
    var entries = burn.lines.filter { $0.burned > 0 }.map { JournalEntry(account, -$0.burned, lot: $0.lotID) }
    func add(_ account: LedgerAccount, _ amount: Int64) {
      if amount != 0 { entries.append(JournalEntry(account, amount)) }
    }
    add(LedgerAccount(.overage, asset, of: subject), -funding.overage)
    add(LedgerAccount(.metered, asset, of: subject), -funding.metered)
    add(LedgerAccount(.consumed, asset), usage.totalTokens)
    add(LedgerAccount(.modelCost, .microUSD), cost.microUSD)
    add(LedgerAccount(.providerPayable, .microUSD), -cost.microUSD)
    return Journal(key: journalKey, kind: .usage, subject: subject, occurredAt: occurredAt, entries: entries)
  }
}
