import Storage

extension TenantTransaction {
  private static let leadColumns = """
    id, store_id, channel, external_id, status, name, phone, email, address, custom_attributes, interests,
    profile_summary, CASE WHEN profile_embedding IS NULL THEN 0 ELSE 1 END, version, last_activity_at, created_at,
    updated_at
    """

  /// The lead with this identity: the one there is, with what it lacked filled in, or a new one. Of any
  /// number at once, one is created.
  func ensureLead(_ input: LeadInput, id newID: String, at now: Timestamp) throws -> (lead: Lead, created: Bool) {
    let identity = input.identity
    let created =
      try tx.execute(
        """
        INSERT INTO leads (tenant_id, id, store_id, channel, external_id, status, name, phone, email, custom_attributes,
          interests, version, last_activity_at, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, 'new', ?, ?, ?, ?, '[]', 1, ?, ?, ?)
        ON CONFLICT (tenant_id, store_id, channel, external_id) DO NOTHING
        """, id, newID, identity.storeID, identity.channel, identity.externalID, input.name, input.phone,
        input.email, try input.customAttributes?.canonicalJSON() ?? "{}", now, now, now) == 1
    guard let lead = try lead(identity) else { throw LeadError.notFound(newID) }
    if created { return (lead, true) }
    guard var filled = input.filledIn(lead) else { return (lead, false) }
    filled.version += 1
    filled.updatedAt = now
    try write(filled)
    return (filled, false)
  }

  func lead(_ leadID: String) throws -> Lead? {
    try tx.first("SELECT \(Self.leadColumns) FROM leads WHERE tenant_id = ? AND id = ?", id, leadID, as: Self.lead)
  }

  /// Writes a lead's changed fields.
  /// - Throws: ``LeadError``.
  func update(lead leadID: String, _ change: LeadChange, at now: Timestamp) throws -> Lead {
    guard let lead = try lead(leadID) else { throw LeadError.notFound(leadID) }
    let changed = try change.applied(to: lead, at: now)
    try write(changed)
    switch change.profileEmbedding {
    case .keep: break
    case .clear: try writeEmbedding(nil, of: leadID)
    case .set(let vector): try writeEmbedding(vector.bytes, of: leadID)
    }
    return changed
  }

  /// One page of leads, latest activity first, and how many match in all.
  func leads(_ filter: LeadFilter, _ page: Page) throws -> (leads: [Lead], total: Int64) {
    if let stores = filter.storeIDs, stores.isEmpty { return ([], 0) }
    var condition = "tenant_id = ?"
    var values: [SQLValue] = [.text(id)]
    if let stores = filter.storeIDs {
      condition += " AND store_id IN (\(stores.placeholders))"
      values += stores.map(SQLValue.text)
    }
    if let status = filter.status {
      condition += " AND status = ?"
      values.append(.text(status.rawValue))
    }
    if let channel = filter.channel {
      condition += " AND channel = ?"
      values.append(.text(channel))
    }
    let leads = try tx.all(
      """
      SELECT \(Self.leadColumns) FROM leads WHERE \(condition) ORDER BY last_activity_at DESC, id DESC LIMIT ? OFFSET ?
      """, values: values + [.int(Int64(page.limit)), .int(Int64(page.offset))], as: Self.lead)
    let total = try tx.all("SELECT COUNT(*) FROM leads WHERE \(condition)", values: values) { try $0.int(0) }
    return (leads, total.first ?? 0)
  }

  /// Adds an event and moves the lead's latest activity.
  func insert(_ event: LeadEvent) throws {
    try tx.execute(
      """
      INSERT INTO lead_events (tenant_id, id, lead_id, type, payload, actor_user_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, id, event.id, event.leadID, event.type, try event.payload?.canonicalJSON(), event.actorUserID,
      event.createdAt)
    try tx.execute(
      "UPDATE leads SET last_activity_at = ? WHERE tenant_id = ? AND id = ? AND last_activity_at < ?", event.createdAt,
      id, event.leadID, event.createdAt)
  }

  /// A lead's latest events, newest first.
  func events(ofLead leadID: String) throws -> [LeadEvent] {
    try tx.all(
      """
      SELECT id, lead_id, type, payload, actor_user_id, created_at FROM lead_events
      WHERE tenant_id = ? AND lead_id = ? ORDER BY created_at DESC, id DESC LIMIT ?
      """, id, leadID, LeadEvent.maximumShown
    ) { row in
      LeadEvent(
        id: try row.text(0), leadID: try row.text(1), type: try row.text(2),
        payload: try row.optionalText(3).map(JSONObject.init(stored:)),
        actorUserID: try row.optionalText(4),
        createdAt: try row.time(5))
    }
  }

  // MARK: Rows

  private func lead(_ identity: Lead.Identity) throws -> Lead? {
    try tx.first(
      "SELECT \(Self.leadColumns) FROM leads WHERE tenant_id = ? AND store_id = ? AND channel = ? AND external_id = ?",
      id, identity.storeID, identity.channel, identity.externalID, as: Self.lead)
  }

  private func write(_ lead: Lead) throws {
    try tx.execute(
      """
      UPDATE leads SET status = ?, name = ?, phone = ?, email = ?, address = ?, custom_attributes = ?, interests = ?,
        profile_summary = ?, version = ?, updated_at = ? WHERE tenant_id = ? AND id = ?
      """, lead.status.rawValue, lead.name, lead.phone, lead.email, try lead.address?.canonicalJSON(),
      try lead.customAttributes.canonicalJSON(), lead.interests.asJSON,
      lead.profileSummary, lead.version, lead.updatedAt, id, lead.id)
  }

  private func writeEmbedding(_ bytes: [UInt8]?, of leadID: String) throws {
    try tx.execute("UPDATE leads SET profile_embedding = ? WHERE tenant_id = ? AND id = ?", bytes, id, leadID)
  }

  private static func lead(_ row: any Row) throws -> Lead {
    guard let status = Lead.Status(rawValue: try row.text(4)) else { throw StorageError.unexpectedType("leads.status") }
    return Lead(
      id: try row.text(0),
      identity: Lead.Identity(storeID: try row.text(1), channel: try row.text(2), externalID: try row.text(3)),
      status: status, name: try row.optionalText(5), phone: try row.optionalText(6), email: try row.optionalText(7),
      address: try row.optionalText(8).map(JSONObject.init(stored:)),
      customAttributes: JSONObject(stored: try row.text(9)),
      interests: [String](json: try row.text(10)),
      profileSummary: try row.optionalText(11), hasProfileEmbedding: try row.bool(12), version: try row.int(13),
      lastActivityAt: try row.time(14), createdAt: try row.time(15), updatedAt: try row.time(16))
  }
}
