import Storage

/// Single records, within a transaction.
extension UsageStore {
  static func insert(_ tx: any Transaction, tenantID: String, _ record: UsageRecord) throws {
    let usage = record.usage
    try tx.execute(
      """
      INSERT INTO usage_records (tenant_id, id, subject_kind, subject_id, model, operation_type, prompt_tokens,
        completion_tokens, cost_micro_usd, is_priced, agent_id, lead_id, reservation_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, tenantID, record.id, record.subject.kind.rawValue, record.subject.id, usage.model, usage.operationType,
      usage.promptTokens, usage.completionTokens, record.cost.microUSD, record.cost.isPriced, usage.agentID,
      usage.leadID, record.reservationID, record.createdAt)
  }

  static func record(_ tx: any Transaction, tenantID: String, id: String) throws -> UsageRecord? {
    try tx.first("SELECT \(columns) FROM usage_records WHERE tenant_id = ? AND id = ?", tenantID, id, as: record)
  }

  /// The record that settled a reservation.
  static func record(_ tx: any Transaction, tenantID: String, reservationID: String) throws -> UsageRecord? {
    try tx.first(
      "SELECT \(columns) FROM usage_records WHERE tenant_id = ? AND reservation_id = ?", tenantID, reservationID,
      as: record)
  }

  private static let columns =
    """
    id, subject_kind, subject_id, model, operation_type, prompt_tokens, completion_tokens, cost_micro_usd, is_priced,
    agent_id, lead_id, reservation_id, created_at
    """

  private static func record(_ row: any Row) throws -> UsageRecord {
    UsageRecord(
      id: try row.text(0), subject: try Subject(row, at: 1),
      usage: ModelUsage(
        model: try row.text(3), operationType: try row.text(4), promptTokens: try row.int(5),
        completionTokens: try row.int(6), agentID: try row.optionalText(9), leadID: try row.optionalText(10)),
      cost: ModelCost(microUSD: try row.int(7), isPriced: try row.bool(8)),
      reservationID: try row.optionalText(11), createdAt: try row.time(12))
  }
}
