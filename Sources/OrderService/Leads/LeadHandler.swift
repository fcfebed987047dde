import Contracts
import GRPCCore
import Runtime
import Storage

/// `quartet.order.v1.LeadService`.
struct LeadHandler: OrderV1.LeadService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let clock: any WallClock
  let ids: any IDGenerator

  func ensureLead(request: OrderV1.EnsureLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let caller = try Call.current.caller
    let sighting = try LeadSighting(proto: request)
    _ = try await access.store(sighting.identity.storeID, for: caller)
    let (lead, created) = try await database.write(tenant: caller.tenantID) { [id = ids.next(), now = clock.now()] tenant in
      try tenant.ensureLead(sighting, id: id, at: now)
    }
    return lead.asProto(created: created)
  }

  func getLead(request: OrderV1.GetLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let caller = try Call.current.caller
    let lead = try await access.lead(request.id, for: caller)
    let events = try await database.read(tenant: caller.tenantID) { tenant in try tenant.events(ofLead: lead.id) }
    return lead.asProto(events: events)
  }

  func listLeads(request: OrderV1.ListLeadsRequest, context: ServerContext) async throws -> OrderV1.ListLeadsResponse {
    let caller = try Call.current.caller
    let (wish, page) = try request.checked()
    var filter = wish
    filter.storeIDs = try await access.storeIDs(named: wish.storeIDs ?? [], for: caller)
    let (leads, total) = try await database.read(tenant: caller.tenantID) { [filter] tenant in try tenant.leads(filter, page) }
    return .with {
      $0.items = leads.map { $0.asProto() }
      $0.total = total
      $0.limit = page.limit
      $0.offset = page.offset
    }
  }

  func updateLead(request: OrderV1.UpdateLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let call = try Call.current
    let change = try LeadChange(proto: request)
    let lead = try await access.lead(request.id, for: call.caller)
    let once = try Once("lead.update", request, call, at: clock.now())
    return try await database.write(once) { [now = clock.now()] tx in
      try TenantTransaction(call.caller.tenantID, tx).update(lead: lead.id, change, at: now).asProto()
    }
  }

  func addLeadEvent(request: OrderV1.AddLeadEventRequest, context: ServerContext) async throws -> OrderV1.LeadEvent {
    let call = try Call.current
    let event = try LeadEvent(proto: request, id: ids.next(), actor: call.caller.userID, at: clock.now())
    _ = try await access.lead(request.leadID, for: call.caller)
    let once = try Once("lead.event", request, call, at: event.createdAt)
    return try await database.write(once) { tx in
      try TenantTransaction(call.caller.tenantID, tx).insert(event)
      return event.asProto
    }
  }
}

extension StoreAccess {
  /// A lead of a store that the caller may see.
  /// - Throws: ``LeadError/notFound(_:)``.
  func lead(_ leadID: String, for caller: Caller) async throws -> Lead {
    let found = try await database.read(tenant: caller.tenantID) { tenant in
      return try tenant.lead(leadID).flatMap { lead in
        try tenant.store(lead.identity.storeID).map { (lead: lead, store: $0) }
      }
    }
    guard let found, try await sees(caller, found.store) else { throw LeadError.notFound(leadID) }
    return found.lead
  }
}
