import GRPCCore
import Storage

/// One request on its way through the services: who asks, under which id, until when, and what goes
/// back besides the message. Bound as a task-local around every handler, streaming producers included.
public struct Call: Sendable {
  @TaskLocal private static var bound: Call?

  public var caller: Caller
  /// The id in `x-request-id`, logs and error bodies.
  public var requestID: String
  /// From `Idempotency-Key`.
  public var idempotencyKey: String?
  /// When the client stops waiting.
  public var deadline: ContinuousClock.Instant?
  /// The request headers that the route forwards (`forward_headers`), and all gRPC metadata.
  public var metadata: Metadata
  /// The HTTP status and headers of the answer.
  public let response: ResponseHead

  public init(
    caller: Caller, requestID: String, idempotencyKey: String? = nil,
    deadline: ContinuousClock.Instant? = nil, metadata: Metadata = [:], response: ResponseHead = ResponseHead()
  ) {
    self.caller = caller
    self.requestID = requestID
    self.idempotencyKey = idempotencyKey
    self.deadline = deadline
    self.metadata = metadata
    self.response = response
  }

  /// The call that the running handler serves.
  /// - Throws: UNAUTHENTICATED outside a call.
  public static var current: Call {
    get throws {
      guard let bound else {
        throw ServiceError(.unauthenticated, "NO_CALLER", "There is no caller here.")
      }
      return bound
    }
  }

  /// The call that the running handler serves, if any.
  public static var currentIfAny: Call? { bound }

  /// Runs `body` with this call as ``current``, and its deadline as that of every transaction.
  public func bind<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
  ) async rethrows -> T {
    try await Call.$bound.withValue(self) {
      try await StatementLimit.$deadline.withValue(deadline, operation: body)
    }
  }
}
