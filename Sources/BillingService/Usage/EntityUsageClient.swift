import Contracts
import Runtime

/// How much organizations have of custom entities, asked of the order service.
struct EntityUsageClient: Sendable {
  let order: ServiceChannel

  /// - Throws: what the order service throws.
  func usage(of organizationID: String, tenantID: String) async throws -> EntityUsage {
    let service = Caller(tenantID: tenantID, credential: .service)
    return EntityUsage(
      proto: try await order.call(.getEntityUsage, caller: service) { $0.organizationID = organizationID })
  }
}
