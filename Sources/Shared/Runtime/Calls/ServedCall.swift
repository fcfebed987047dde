import GRPCCore
import Logging
import ServiceContextModule
import Tracing

/// What surrounds every handler, however it is reached: the bound ``Call``, a server span, metrics, and
/// errors turned into ``ServiceError``.
public enum ServedCall {
  private static let logger = Logger(label: "quartet.rpc")

  /// Runs a handler (or a producer) called in this process; the trace context is the task's own.
  /// - Throws: ``ServiceError`` or `CancellationError`, nothing else.
  static func inProcess<T>(_ method: MethodDescriptor, _ call: Call, _ body: () async throws -> T) async throws -> T {
    guard Spans.areRecorded else { return try await measured(method, call, body) }
    return try await spanned(method, call, ServiceContext.current ?? .topLevel, body)
  }

  /// Runs a handler (or a producer) called over the network; the trace context comes with the metadata.
  /// - Throws: ``ServiceError``, nothing else.
  static func network<T>(_ method: MethodDescriptor, _ call: Call, _ body: () async throws -> T) async throws -> T {
    var context = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(call.metadata, into: &context, using: MetadataExtractor())
    guard Spans.areRecorded else {
      return try await ServiceContext.$current.withValue(context) { try await measured(method, call, body) }
    }
    return try await spanned(method, call, context, body)
  }

  private static func spanned<T>(
    _ method: MethodDescriptor, _ call: Call, _ context: ServiceContext, _ body: () async throws -> T
  ) async throws -> T {
    try await withSpan("\(method)", context: context, ofKind: .server) { span in
      span.attributes["rpc.system"] = "grpc"
      span.attributes["rpc.service"] = method.service.fullyQualifiedService
      span.attributes["rpc.method"] = method.method
      span.attributes["quartet.request_id"] = call.requestID
      return try await measured(method, call, body)
    }
  }

  private static func measured<T>(
    _ method: MethodDescriptor, _ call: Call, _ body: () async throws -> T
  ) async throws -> T {
    let start = ContinuousClock.now
    do {
      let result = try await call.bind(body)
      CallMetrics.record(method, nil, start)
      return result
    } catch {
      let served = served(error, call).fitting
      if served.isUnexpected {
        logger.error(
          "\(method) failed", metadata: ["request_id": "\(call.requestID)", "error": "\(String(reflecting: error))"])
      }
      CallMetrics.record(method, served, start)
      throw served
    }
  }

  /// A cancellation after the deadline is the deadline's, and so is an outside call that gave up then.
  private static func served(_ error: any Error, _ call: Call) -> ServiceError {
    let served = ServiceError(any: error)
    guard served.code == .cancelled || served.code == .unavailable, let deadline = call.deadline, deadline <= .now
    else { return served }
    return .deadlineExceeded
  }
}

extension ServiceError {
  /// DEADLINE_EXCEEDED: the service took longer than the caller waits.
  public static let deadlineExceeded = ServiceError(
    .deadlineExceeded, "DEADLINE_EXCEEDED", "The service did not answer in time.")
}
