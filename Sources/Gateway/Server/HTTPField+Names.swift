import HTTPTypes

extension HTTPField.Name {
  /// Parses a name that is known to be valid.
  private static func known(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
    return field
  }

  static let referrerPolicy = known("Referrer-Policy")
  static let apiKey = known("X-API-Key")
  static let organizationID = known("X-Organization-Id")
  static let authToken = known("X-Auth-Token")
  static let internalToken = known("X-Internal-Token")
  static let actorUserID = known("X-Actor-User-Id")
  static let webhookToken = known("X-Webhook-Token")
  static let idempotencyKey = known("Idempotency-Key")
  static let requestID = known("X-Request-Id")
  static let durationMS = known("X-Duration-Ms")
  static let forwardedFor = known("X-Forwarded-For")
  static let grpcTimeout = known("Grpc-Timeout")
  static let secFetchSite = known("Sec-Fetch-Site")
  static let traceparent = known("Traceparent")
}
