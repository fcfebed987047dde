import Contracts
import Runtime

extension AuthV1.OAuthProvider {
  static let google = AuthV1.OAuthProvider.with {
    $0.provider = IdentityStore.google
    $0.name = "Google"
  }
}

extension AuthV1.GetGoogleUrlRequest {
  /// - Throws: INVALID_ARGUMENT without a redirect URI.
  func checkedRedirectURI() throws -> String {
    var violations = Violations()
    violations.require(!redirectUri.isEmpty, "redirect_uri", "Field required", type: "missing")
    try violations.throwIfAny()
    return redirectUri
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
