import Runtime
import Storage

extension TenantTransaction {
  private static let agentColumns =
    "id, store_id, company_id, name, type, persona, model, channels, evolution_instance_id, is_active, settings, "
    + "created_at, updated_at"

  /// Whether a store has any agent.
  func hasAgent(storeID: String) throws -> Bool {
    try tx.exists("SELECT 1 FROM agents WHERE tenant_id = ? AND store_id = ?", id, storeID)
  }

  func add(_ agent: Agent) throws {
    let channels = JSONValue.array(agent.channels.map(JSONValue.string)).text
    try tx.execute(
      """
      INSERT INTO agents (tenant_id, \(Self.agentColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, agent.id, agent.storeID, agent.companyID, agent.name, agent.type, agent.persona, agent.model, channels,
      agent.evolutionInstanceID, agent.isActive, agent.settings.json.text, agent.createdAt, agent.updatedAt)
  }

  /// A store's agents, oldest first.
  func agents(storeID: String) throws -> [Agent] {
    try tx.all(
      "SELECT \(Self.agentColumns) FROM agents WHERE tenant_id = ? AND store_id = ? ORDER BY created_at, id", id,
      storeID, as: Self.agent)
  }

  func agent(_ agentID: String) throws -> Agent? {
    try tx.first(
      "SELECT \(Self.agentColumns) FROM agents WHERE tenant_id = ? AND id = ?", id, agentID, as: Self.agent)
  }

  /// The agent that answers for a store.
  func activeAgent(storeID: String) throws -> Agent? {
    try tx.first(
      "SELECT \(Self.agentColumns) FROM agents WHERE tenant_id = ? AND store_id = ? AND is_active = 1", id, storeID,
      as: Self.agent)
  }

  private static func agent(_ row: any Row) throws -> Agent {
    Agent(
      id: try row.text(0), storeID: try row.text(1), companyID: try row.text(2), name: try row.text(3),
      type: try row.text(4), persona: try row.optionalText(5), model: try row.optionalText(6),
      channels: try JSONValue(text: row.text(7)).array?.compactMap(\.string) ?? [],
      evolutionInstanceID: try row.text(8), isActive: try row.bool(9),
      settings: AgentSettings(json: JSONText(try row.text(10))), createdAt: try row.time(11),
      updatedAt: try row.time(12))
  }
}
