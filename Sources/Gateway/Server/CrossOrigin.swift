import HTTPTypes
import NIOCore
import Runtime

/// CORS for the routes that web apps on other origins may call (``Route/isCrossOrigin``): the origins that
/// the tenants' publishable keys allow. All other routes stay same-origin.
struct CrossOrigin: Sendable {
  let authenticator: Authenticator

  /// Who may read an answer besides the gateway's own pages.
  enum Reader: Equatable {
    case undecided, nobody
    case origin(String)
  }

  private static let allowedHeaders =
    "Authorization, Content-Type, Idempotency-Key, X-API-Key, X-Organization-Id, X-Request-Id, Traceparent, Tracestate"
  private static let exposedHeaders = "X-Request-Id, X-Duration-Ms, Retry-After"

  /// Answers `OPTIONS`, with the CORS headers when a key allows the origin.
  func preflight(_ exchange: Exchange, _ methods: [String]) async -> Answer {
    let allowed = (methods + ["OPTIONS"]).joined(separator: ", ")
    var headers = HTTPFields([HTTPField(name: .allow, value: allowed)])
    await decide(exchange)
    if case .origin = exchange.reader {
      headers[.accessControlAllowMethods] = allowed
      headers[.accessControlAllowHeaders] = Self.allowedHeaders
      headers[.accessControlMaxAge] = "600"
    } else {
      headers[.vary] = "Origin"
    }
    return Answer(204, nil, ByteBuffer(), headers: headers)
  }

  /// Decides who may read the answer: an origin that a preflight is told yes for, whatever the answer is. A
  /// browser hides an answer without these headers from its page, which then can't tell a 401 from an outage.
  func decide(_ exchange: Exchange, admitting caller: Caller? = nil) async {
    guard exchange.reader == .undecided, let origin = exchange.fields.origin else { return }
    guard exchange.isCrossOrigin else {
      exchange.reader = .nobody
      return
    }
    // A publishable key has been accepted from this very origin: nobody need be asked.
    if caller?.credential == .publishableKey {
      exchange.reader = .origin(origin)
    } else {
      exchange.reader = await authenticator.allowsOrigin(origin) ? .origin(origin) : .nobody
    }
  }

  /// Lets a browser show its page the answer.
  func allow(_ reader: Reader, _ fields: inout HTTPFields) {
    guard case .origin(let origin) = reader else { return }
    fields.append(HTTPField(name: .vary, value: "Origin"))
    fields.append(HTTPField(name: .accessControlAllowOrigin, value: origin))
    fields.append(HTTPField(name: .accessControlExposeHeaders, value: Self.exposedHeaders))
  }
}
