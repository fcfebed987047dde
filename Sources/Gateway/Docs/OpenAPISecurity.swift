import Contracts

/// A route's access rule as OpenAPI says it, and in words.
struct OpenAPISecurity {
  /// Alternatives, each a set of schemes that must all hold; none for everyone.
  let requirement: JSONValue
  /// Header parameters that go with the credentials.
  let headers: [JSONValue]
  /// For people.
  let words: [String]
  /// False for a route that asks for nothing.
  let isRestricted: Bool

  init(_ access: GatewayV1.Access) {
    var schemes: [String] = []
    var headers: [JSONValue] = []
    var words: [String] = []
    func needs(_ condition: Bool, _ scheme: String, _ description: String) {
      guard condition else { return }
      schemes.append(scheme)
      words.append(description)
    }
    needs(access.apiKey == .publishable, "ApiKeyAuth", "a publishable or secret API key")
    needs(access.apiKey == .secret, "ApiKeyAuth", "a secret API key")
    needs(access.user, "BearerAuth", "a user's access token")
    needs(access.dashboard, "DashboardAuth", "a dashboard admin's access token")
    needs(access.cookie, "CookieAuth", "the session cookie")
    needs(access.authToken, "AuthToken", "the auth token")
    needs(access.internalToken, "InternalToken", "the internal token")
    needs(access.webhookToken, "WebhookToken", "the webhook token")
    needs(access.cron, "CronSecret", "the cron secret")
    if access.organization {
      words.append("an organization that the user belongs to")
      headers.append(
        OpenAPIOperation.parameter(
          "X-Organization-Id", "header", ["type": "string"], required: true, "The organization to act in."))
    }
    if access.actor {
      words.append("the acting user's id")
      headers.append(
        OpenAPIOperation.parameter(
          "X-Actor-User-Id", "header", ["type": "string"], required: true, "The user on whose behalf this is done."))
    }
    if access.signature { words.append("a signature over the raw body, checked by the service") }
    if access.public { words.append("public") }
    if access.open { words.append("open while the server listens on loopback; elsewhere once `OPEN_SURFACES` says so") }
    if access.userUnlessSecret { words.append("with a secret key, the access token may stay away") }
    if access.userCookie { words.append("the session cookie may stand for the access token") }
    if access.optionalCookie { words.append("the session cookie is read when it is there") }
    if access.optionalInternalToken {
      words.append("the internal token, with the acting user's id, is read when it is there")
    }

    let needed: JSONValue = .object(schemes.map { (name: $0, value: []) })
    func alternative(_ names: [String]) -> JSONValue { .object(names.map { (name: $0, value: []) }) }
    if access.optionalCookie {
      requirement = [needed, alternative(schemes + ["CookieAuth"])]
    } else if access.optionalInternalToken {
      requirement = [needed, alternative(["InternalToken"])]
    } else if access.userUnlessSecret {
      requirement = [needed, alternative(["ApiKeyAuth"])]
    } else if access.userCookie {
      requirement = [needed, alternative(["ApiKeyAuth", "CookieAuth"])]
    } else {
      requirement = schemes.isEmpty ? [] : [needed]
    }
    self.headers = headers
    self.words = words.isEmpty ? ["public"] : words
    isRestricted = !schemes.isEmpty || access.signature || access.open
  }

  /// The components' security schemes.
  static let schemes: JSONValue = [
    "ApiKeyAuth": [
      "type": "apiKey", "in": "header", "name": "X-API-Key",
      "description": "`pk_live_…` (from an allowed origin) or `sk_live_…`.",
    ],
    "BearerAuth": [
      "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
      "description": "The access token that login returned, of the API key's tenant.",
    ],
    "DashboardAuth": [
      "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
      "description": "The access token that `/v1/tenant-auth/login` returned.",
    ],
    "CookieAuth": [
      "type": "apiKey", "in": "cookie", "name": "quartet_session",
      "description": "Set by `/v1/auth/login`. Unsafe methods also need a same-origin `Origin`.",
    ],
    "AuthToken": ["type": "apiKey", "in": "header", "name": "X-Auth-Token", "description": "`AUTH_TOKEN`."],
    "InternalToken": [
      "type": "apiKey", "in": "header", "name": "X-Internal-Token",
      "description": "`INTERNAL_TOKEN`, with the acting user in `X-Actor-User-Id` where an operation asks for it.",
    ],
    "WebhookToken": [
      "type": "apiKey", "in": "header", "name": "X-Webhook-Token", "description": "`WEBHOOK_TOKEN`.",
    ],
    "CronSecret": ["type": "http", "scheme": "bearer", "description": "`CRON_SECRET`, for schedulers."],
  ]
}
