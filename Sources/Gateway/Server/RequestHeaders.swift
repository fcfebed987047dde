import HTTPTypes

/// The request headers that the gateway itself reads, found in one pass. Asking `HTTPFields` for a name
/// builds an index of all names first, which for one request costs more than the pass.
struct RequestHeaders {
  var apiKey: String?
  var authorization: String?
  var origin: String?
  var secFetchSite: String?
  var organizationID: String?
  var internalToken: String?
  var actorUserID: String?
  var requestID: String?
  var idempotencyKey: String?
  var grpcTimeout: String?
  var accept: String?
  var contentType: String?
  var contentLength: String?
  var traceparent: String?
  var expect: String?
  var hasCookie = false

  init(_ fields: HTTPFields) {
    for field in fields {
      switch field.name {
      case .apiKey: apiKey = field.value
      case .authorization: authorization = field.value
      case .origin: origin = field.value
      case .secFetchSite: secFetchSite = field.value
      case .organizationID: organizationID = field.value
      case .internalToken: internalToken = field.value
      case .actorUserID: actorUserID = field.value
      case .requestID: requestID = field.value
      case .idempotencyKey: idempotencyKey = field.value
      case .grpcTimeout: grpcTimeout = field.value
      case .accept: accept = field.value
      case .contentType: contentType = field.value
      case .contentLength: contentLength = field.value
      case .traceparent: traceparent = field.value
      case .expect: expect = field.value
      case .cookie: hasCookie = true
      default: break
      }
    }
  }
}
