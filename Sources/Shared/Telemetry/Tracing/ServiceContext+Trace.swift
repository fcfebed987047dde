import ServiceContextModule

private enum TraceContextKey: ServiceContextKey {
  typealias Value = TraceContext
  static let nameOverride: String? = "trace"
}

private enum RequestIDKey: ServiceContextKey {
  typealias Value = String
  static let nameOverride: String? = "request_id"
}

extension ServiceContext {
  /// The span that encloses what runs, here or in the calling process.
  public var traceContext: TraceContext? {
    get { self[TraceContextKey.self] }
    set { self[TraceContextKey.self] = newValue }
  }

  /// The trace id in hexadecimal, for logs and error reports.
  public var traceID: String? { traceContext?.traceID.description }

  /// The span id in hexadecimal, for logs.
  public var spanID: String? { traceContext?.spanID.description }

  /// The `x-request-id` of the request being served; logs show it.
  public var requestID: String? {
    get { self[RequestIDKey.self] }
    set { self[RequestIDKey.self] = newValue }
  }
}
