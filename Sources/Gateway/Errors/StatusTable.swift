import GRPCCore
import Runtime

/// gRPC codes and HTTP statuses, side by side (google.rpc.Code's own table, with the surprises defended).
enum StatusTable {
  /// The HTTP status of an error on a surface.
  static func status(_ error: ServiceError, badRequest: Int) -> Int {
    if let documented = error.httpStatus { return documented }
    return switch error.code {
    // The surface says which status a bad body has: FastAPI's 422, or 400.
    case .invalidArgument: badRequest
    case .outOfRange: 400
    case .unauthenticated: 401
    case .permissionDenied: 403
    case .notFound: 404
    case .alreadyExists: 409
    // Another writer was faster: a conflict for the client, not a defect of the server.
    case .aborted: 409
    // google.rpc.Code says 400; to these APIs' users an order in the wrong state is a conflict.
    case .failedPrecondition: 409
    case .resourceExhausted: 429
    case .unimplemented: 501
    case .unavailable: 503
    case .deadlineExceeded: 504
    // The client has gone; nobody reads this (nginx's convention).
    case .cancelled: 499
    default: 500
    }
  }
}
