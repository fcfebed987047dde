import HTTPTypes
import NIOCore

/// CORS for routes with API keys: the origins that the tenants' publishable keys allow. Cookie routes
/// stay same-origin.
struct CrossOrigin: Sendable {
  let authenticator: Authenticator

  private static let allowedHeaders =
    "Authorization, Content-Type, Idempotency-Key, X-API-Key, X-Organization-Id, X-Request-Id, Traceparent, Tracestate"
  private static let exposedHeaders = "X-Request-Id, X-Duration-Ms, Retry-After"

  /// Answers `OPTIONS`, with the CORS headers when a key allows the origin.
  func preflight(_ exchange: Exchange, _ methods: [String]) async -> Answer {
    let allowed = (methods + ["OPTIONS"]).joined(separator: ", ")
    var headers = HTTPFields([HTTPField(name: .allow, value: allowed)])
    if let origin = exchange.head.headerFields[.origin], await authenticator.allowsOrigin(origin) {
      headers[.accessControlAllowOrigin] = origin
      headers[.accessControlAllowMethods] = allowed
      headers[.accessControlAllowHeaders] = Self.allowedHeaders
      headers[.accessControlMaxAge] = "600"
    }
    headers[.vary] = "Origin"
    return Answer(204, nil, ByteBuffer(), headers: headers)
  }

  /// Lets a browser read the answer of a call whose key was accepted from its origin.
  func allow(_ origin: String, _ fields: inout HTTPFields) {
    fields.append(HTTPField(name: .vary, value: "Origin"))
    fields.append(HTTPField(name: .accessControlAllowOrigin, value: origin))
    fields.append(HTTPField(name: .accessControlExposeHeaders, value: Self.exposedHeaders))
  }
}
