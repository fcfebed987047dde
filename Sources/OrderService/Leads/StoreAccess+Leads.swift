import Runtime

extension StoreAccess {
  /// A lead of a store that the caller may see.
  /// - Throws: ``LeadError/notFound(_:)``.
  func lead(_ leadID: String, for caller: Caller) async throws -> Lead {
    let lead = try await find(for: caller) { tenant in
      try tenant.lead(leadID).map { (found: $0, storeID: $0.identity.storeID) }
    }
    guard let lead else { throw LeadError.notFound(leadID) }
    return lead
  }
}
