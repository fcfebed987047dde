import GRPCCore
import Runtime

/// What can go wrong in the agent service.
enum AgentError: DomainError, Equatable {
  case agentNotFound
  case agentInactive
  case storeNotFound
  case chatNotFound
  case documentNotFound(String)
  /// The plan of the user does not include the model.
  case modelNotAllowed(model: String)
  case insufficientCredits
  /// A provider that was asked for by name has no key.
  case providerNotConfigured(String)
  /// The provider can't be reached, or keeps failing.
  /// - Parameter said: the provider's own words, which may hold parts of keys: for the log, never for callers.
  case providerUnavailable(String, detail: String, said: String? = nil, retryAfter: Duration? = nil)
  /// The provider took the request for a wrong one: a defect or a setting, not an outage.
  case providerRefused(String, status: Int, said: String?)

  var serviceError: ServiceError {
    switch self {
    case .agentNotFound: ServiceError(.notFound, "AGENT_NOT_FOUND", "Agent not found.")
    case .agentInactive:
      ServiceError(.failedPrecondition, "AGENT_INACTIVE", "This agent is not active; another agent of the store is.")
    case .storeNotFound: ServiceError(.notFound, "STORE_NOT_FOUND", "Store not found.")
    case .chatNotFound: ServiceError(.notFound, "CHAT_NOT_FOUND", "Chat not found.")
    case .documentNotFound(let id):
      ServiceError(.notFound, "DOCUMENT_NOT_FOUND", "Document not found.", metadata: ["document_id": id])
    case .modelNotAllowed(let model):
      ServiceError(
        .permissionDenied, "MODEL_NOT_ALLOWED", "Your plan does not include the model \(model).",
        metadata: ["model": model])
    case .insufficientCredits:
      ServiceError(.resourceExhausted, "INSUFFICIENT_CREDITS", "Insufficient credits.", httpStatus: 402)
    case .providerNotConfigured(let name):
      ServiceError(
        .unavailable, "\(name.uppercased())_NOT_CONFIGURED", "The model provider \(name) is not configured.")
    case .providerUnavailable(let name, let detail, _, let retryAfter):
      ServiceError(
        .unavailable, "\(name.uppercased())_UNAVAILABLE", "The model provider \(name) is not available: \(detail)",
        retryAfter: retryAfter)
    case .providerRefused(let name, let status, _):
      ServiceError(
        .unavailable, "\(name.uppercased())_REFUSED", "The model provider \(name) refused the request (\(status)).")
    }
  }
}
