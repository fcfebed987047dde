import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// The leads of stores, and what happens with them.
struct LeadStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// The lead with this identity: the one there is, with what it lacked filled in, or a new one.
  func ensure(_ input: LeadInput, tenantID: String) async throws -> (lead: Lead, created: Bool) {
    try await database.write(tenant: tenantID) { [id = ids.next(), now = clock.now()] tenant in
      try tenant.ensureLead(input, id: id, at: now)
    }
  }

  /// Changes a lead.
  /// - Throws: ``LeadError``, INVALID_ARGUMENT for attributes that grow too long.
  func update<Reply: Message>(
    _ leadID: String, _ change: LeadChange, _ once: Once, _ reply: @escaping @Sendable (Lead) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [now = clock.now()] tenant in
      reply(try tenant.update(lead: leadID, change, at: now))
    }
  }

  /// Adds an event, which moves the lead's latest activity.
  func add<Reply: Message>(
    _ event: LeadEvent, _ once: Once, _ reply: @escaping @Sendable (LeadEvent) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { tenant in
      try tenant.insert(event)
      return reply(event)
    }
  }

  /// A lead's latest events, newest first.
  func events(of leadID: String, tenantID: String) async throws -> [LeadEvent] {
    try await database.read(tenant: tenantID) { tenant in try tenant.events(ofLead: leadID) }
  }

  /// One page of leads, latest activity first, and how many match in all.
  func list(_ filter: LeadFilter, _ page: Page, tenantID: String) async throws -> (leads: [Lead], total: Int64) {
    try await database.read(tenant: tenantID) { tenant in try tenant.leads(filter, page) }
  }
}
