import Contracts
import GRPCCore
import Runtime

/// `quartet.order.v1.LeadService`.
struct LeadHandler: OrderV1.LeadService.SimpleServiceProtocol, DirectlyCallable {
  let leads: LeadStore
  let access: StoreAccess
  let clock: any WallClock
  let ids: any IDGenerator

  func ensureLead(request: OrderV1.EnsureLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let caller = try Call.current.caller
    let input = try LeadInput(proto: request)
    _ = try await access.store(input.identity.storeID, for: caller)
    let (lead, created) = try await leads.ensure(input, tenantID: caller.tenantID)
    return lead.asProto(created: created)
  }

  func getLead(request: OrderV1.GetLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let caller = try Call.current.caller
    let lead = try await access.lead(request.id, for: caller)
    return lead.asProto(events: try await leads.events(of: lead.id, tenantID: caller.tenantID))
  }

  func listLeads(request: OrderV1.ListLeadsRequest, context: ServerContext) async throws -> OrderV1.ListLeadsResponse {
    let caller = try Call.current.caller
    let (asked, page) = try request.checked()
    var filter = asked
    filter.storeIDs = try await access.storeIDs(named: filter.storeIDs ?? [], for: caller)
    let found = try await leads.list(filter, page, tenantID: caller.tenantID)
    return .with {
      $0.items = found.leads.map { $0.asProto() }
      $0.total = found.total
      $0.limit = page.limit
      $0.offset = page.offset
    }
  }

  func updateLead(request: OrderV1.UpdateLeadRequest, context: ServerContext) async throws -> OrderV1.Lead {
    let call = try Call.current
    let change = try LeadChange(proto: request)
    let lead = try await access.lead(request.id, for: call.caller)
    let once = try Once("lead.update", request, call, at: clock.now())
    return try await leads.update(lead.id, change, once) { $0.asProto() }
  }

  func addLeadEvent(request: OrderV1.AddLeadEventRequest, context: ServerContext) async throws -> OrderV1.LeadEvent {
    let call = try Call.current
    let event = try LeadEvent(proto: request, id: ids.next(), actor: call.caller.userID, at: clock.now())
    _ = try await access.lead(request.leadID, for: call.caller)
    let once = try Once("lead.event", request, call, at: event.createdAt)
    return try await leads.add(event, once) { $0.asProto }
  }
}
