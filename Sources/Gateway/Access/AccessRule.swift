import Contracts

/// Who may call a route, from its options.
package struct AccessRule: Sendable, Equatable {
  enum KeyKind: Sendable { case publishable, secret }

  /// The session cookie's part in the rule.
  enum Cookie: Sendable { case none, optional, required }

  var isPublic = false
  var isOpen = false
  var apiKey: KeyKind?
  var user = false
  var organization = false
  var cookie = Cookie.none
  var authToken = false
  var internalToken = false
  var actor = false
  var webhookToken = false
  var cron = false
  var signature = false
  var userUnlessSecret = false
  var userCookie = false
  var dashboard = false
  var optionalInternalToken = false

  /// - Throws: what is wrong: no rule at all, or members that contradict each other.
  package init(proto: GatewayV1.Access) throws(ContractProblem) {
    isPublic = proto.public
    isOpen = proto.open
    switch proto.apiKey {
    case .publishable: apiKey = .publishable
    case .secret: apiKey = .secret
    case .unspecified, .UNRECOGNIZED: apiKey = nil
    }
    user = proto.user
    organization = proto.organization
    cookie = proto.cookie ? .required : proto.optionalCookie ? .optional : .none
    authToken = proto.authToken
    internalToken = proto.internalToken
    actor = proto.actor
    webhookToken = proto.webhookToken
    cron = proto.cron
    signature = proto.signature
    userUnlessSecret = proto.userUnlessSecret
    userCookie = proto.userCookie
    dashboard = proto.dashboard
    optionalInternalToken = proto.optionalInternalToken
    let credentials = [
      isPublic, isOpen, apiKey != nil, cookie == .required, authToken, internalToken, webhookToken, cron, signature,
      dashboard,
    ]
    switch credentials.count(where: { $0 }) {
    case 0 where cookie == .none: throw ContractProblem("the access rule is missing")
    case 2...: throw ContractProblem("the access rule asks for two kinds of credential")
    default: break
    }
    if user && apiKey == nil { throw ContractProblem("access `user` needs `api_key`") }
    if userUnlessSecret && !user { throw ContractProblem("access `user_unless_secret` needs `user`") }
    if userCookie && !user { throw ContractProblem("access `user_cookie` needs `user`") }
    if organization && !user { throw ContractProblem("access `organization` needs `user`") }
    if optionalInternalToken && !isOpen { throw ContractProblem("access `optional_internal_token` needs `open`") }
    if actor && !internalToken { throw ContractProblem("access `actor` needs `internal_token`") }
  }
}
