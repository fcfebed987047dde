import Contracts
import Runtime

extension AuthV1.OAuthProvider {
  static let google = AuthV1.OAuthProvider.with {
    $0.provider = GoogleAccountStore.google
    $0.name = "Google"
  }
}

extension OAuthStart {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.GetGoogleUrlRequest) throws {
    var violations = Violations()
    violations.require(!proto.redirectUri.isEmpty, "redirect_uri", "Field required", type: "missing")
    if proto.hasClientState { violations.visibleASCII(proto.clientState, "client_state", 16...128) }
    try violations.throwIfAny()
    self.init(redirectURI: proto.redirectUri, clientState: proto.hasClientState ? proto.clientState : nil)
  }
}

extension AuthorizationAnswer {
  /// Anything may be missing here: what to make of that is known once the state is.
  init(proto: AuthV1.GoogleCallbackRequest) {
    self.init(
      code: proto.code.isEmpty ? nil : proto.code, state: proto.state, error: proto.error.isEmpty ? nil : proto.error,
      issuer: proto.iss.isEmpty ? nil : proto.iss)
  }
}

extension ResponseHead {
  /// 302 to a URL with secrets in it: no cache keeps it, and the next page learns no referrer.
  func redirectPrivately(to location: String) {
    status = 302
    add("location", location)
    add("cache-control", "no-store")
    add("referrer-policy", "no-referrer")
  }
}
