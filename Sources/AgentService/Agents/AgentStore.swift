import Storage
import SwiftProtobuf

/// The agents of a tenant.
struct AgentStore: Sendable {
  let database: any Database

  private static let columns =
    "id, store_id, company_id, name, type, persona, model, channels, evolution_instance_id, is_active, settings, "
    + "created_at, updated_at"

  /// Adds an agent, active if it is its store's first.
  /// - Returns: the agent as stored.
  func create(_ agent: Agent, tenantID: String) async throws -> Agent {
    let channels = JSONValue.array(agent.channels.map(JSONValue.string)).text
    let settings = try agent.settings.jsonString()
    return try await database.write { tx in
      var agent = agent
      agent.isActive = try !tx.exists(
        "SELECT 1 FROM agents WHERE tenant_id = ? AND store_id = ?", tenantID, agent.storeID)
      try tx.execute(
        """
        INSERT INTO agents (tenant_id, \(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, tenantID, agent.id, agent.storeID, agent.companyID, agent.name, agent.type, agent.persona, agent.model,
        channels, agent.evolutionInstanceID, agent.isActive, settings, agent.createdAt, agent.updatedAt)
      return agent
    }
  }

  /// A store's agents, oldest first.
  func list(storeID: String, tenantID: String) async throws -> [Agent] {
    try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM agents WHERE tenant_id = ? AND store_id = ? ORDER BY created_at, id", tenantID,
        storeID, as: Self.agent)
    }
  }

  func find(_ id: String, tenantID: String) async throws -> Agent? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(Self.columns) FROM agents WHERE tenant_id = ? AND id = ?", tenantID, id, as: Self.agent)
    }
  }

  /// The agent that answers for a store.
  func active(storeID: String, tenantID: String) async throws -> Agent? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(Self.columns) FROM agents WHERE tenant_id = ? AND store_id = ? AND is_active = 1", tenantID, storeID,
        as: Self.agent)
    }
  }

  private static func agent(_ row: any Row) throws -> Agent {
    Agent(
      id: try row.text(0), storeID: try row.text(1), companyID: try row.text(2), name: try row.text(3),
      type: try row.text(4), persona: try row.optionalText(5), model: try row.optionalText(6),
      channels: try JSONValue(text: row.text(7)).array?.compactMap(\.string) ?? [],
      evolutionInstanceID: try row.text(8), isActive: try row.bool(9),
      settings: try Google_Protobuf_Struct(jsonString: row.text(10)), createdAt: try row.time(11),
      updatedAt: try row.time(12))
  }
}
