import Foundation
import Runtime

/// Where links that other systems have us mail may lead.
struct MailedLinks: Sendable {
  private let apiKeys: APIKeyStore
  private let publicOrigin: Origin?

  init(apiKeys: APIKeyStore, publicURL: String?) {
    self.apiKeys = apiKeys
    publicOrigin = publicURL.flatMap { URLComponents(string: $0) }.flatMap { Origin($0) }
  }

  /// A link that leads anywhere would lend our name to every fisher of passwords.
  /// - Parameter field: the request's field that holds the link.
  /// - Throws: INVALID_ARGUMENT for an origin that is neither the tenant's nor ours, unless there is none.
  func check(_ origin: Origin, _ field: String, tenantID: String) async throws {
    var allowed = try await apiKeys.allowedOrigins(tenantID: tenantID)
    if let publicOrigin { allowed.insert(publicOrigin.text) }
    var violations = Violations()
    violations.require(
      allowed.isEmpty || allowed.contains("*") || allowed.contains(origin.text), field,
      "must be on one of the allowed origins")
    try violations.throwIfAny()
  }
}
