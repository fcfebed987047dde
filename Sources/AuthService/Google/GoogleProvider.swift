import Foundation
import Outbound
import Runtime
import Storage

/// Google's side of the authorization code flow, or that of any OpenID Connect provider in its place.
struct GoogleProvider: Sendable {
  private let endpoints: Settings.IdentityProvider
  private let http: OutboundHTTP
  private let discovery: ProviderDiscovery
  private let keys: ProviderKeys

  private struct Tokens: Decodable {
    var idToken: String
    var accessToken: String

    enum CodingKeys: String, CodingKey {
      case idToken = "id_token"
      case accessToken = "access_token"
    }
  }

  private struct Refusal: Decodable {
    var error: String
  }

  init(_ endpoints: Settings.IdentityProvider, http: OutboundHTTP) {
    self.endpoints = endpoints
    self.http = http
    discovery = ProviderDiscovery(endpoints, http: http)
    keys = ProviderKeys(http: http)
  }

  /// Where the person says yes.
  func authorizationURL(_ request: AuthorizationRequest, state: String) -> String {
    let query = FormText.encode([
      ("response_type", "code"), ("client_id", request.client.id), ("redirect_uri", request.callbackURL),
      ("scope", "openid email profile"), ("state", state), ("nonce", request.nonce),
      ("code_challenge", request.proofKey.challenge), ("code_challenge_method", "S256"),
    ])
    return endpoints.authURL + (endpoints.authURL.contains("?") ? "&" : "?") + query
  }

  /// Exchanges a code for tokens, and believes what they say once everything about them is checked.
  /// - Parameter issuer: who claims to have answered (RFC 9207), if anybody.
  /// - Throws: ``OAuthFailure``, or `CancellationError`.
  func identity(
    code: String, issuer: String?, for request: AuthorizationRequest, at now: Timestamp
  ) async throws -> ProviderIdentity {
    let metadata = try await discovery.metadata()
    if let issuer, !IDToken.matches(issuer, metadata.issuer) {
      throw OAuthFailure.identityInvalid("another provider answered")
    }
    let tokens = try await exchange(code, for: request)
    let claims = try await keys.verified(tokens.idToken, keysAt: metadata.jwksURL, at: now)
    try claims.check(issuer: metadata.issuer, clientID: request.client.id, nonce: request.nonce, at: now)
    var profile = claims.profile
    if profile.email == nil || profile.isEmailVerified == nil {
      profile = try await userinfo(tokens.accessToken, subject: claims.sub)
    }
    return ProviderIdentity(
      subject: claims.sub, email: profile.email.flatMap { EmailAddress($0) },
      isEmailVerified: profile.isEmailVerified ?? false, name: Self.short(profile.name, 100),
      pictureURL: Self.picture(profile.picture))
  }

  private func exchange(_ code: String, for request: AuthorizationRequest) async throws -> Tokens {
    let form = FormText.encode([
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", request.callbackURL),
      ("client_id", request.client.id), ("client_secret", request.client.secret),
      ("code_verifier", request.proofKey.verifier),
    ])
    let post = OutboundRequest(
      .POST, endpoints.tokenURL,
      headers: ["content-type": "application/x-www-form-urlencoded", "accept": "application/json"],
      body: Array(form.utf8))
    let answer = try await send(post, "token endpoint")
    if let tokens = answer.json(as: Tokens.self), answer.status == 200 { return tokens }
    guard (400..<500).contains(answer.status), answer.status != 429 else {
      throw OAuthFailure.providerUnavailable("token endpoint: status \(answer.status)")
    }
    let reason = answer.json(as: Refusal.self)?.error ?? "status \(answer.status)"
    throw OAuthFailure.codeRefused(OutboundAnswer.loggable(reason))
  }

  private func userinfo(_ accessToken: String, subject: String) async throws -> ProviderProfile {
    struct Subject: Decodable { var sub: String }
    let get = OutboundRequest(
      endpoints.userinfoURL, headers: ["authorization": "Bearer \(accessToken)", "accept": "application/json"])
    let answer = try await send(get, "userinfo endpoint")
    guard answer.status == 200, let profile = answer.json(as: ProviderProfile.self) else {
      throw OAuthFailure.providerUnavailable("userinfo endpoint: status \(answer.status)")
    }
    // OpenID Connect Core 1.0, section 5.3.2: tokens could have been swapped.
    guard answer.json(as: Subject.self)?.sub == subject else {
      throw OAuthFailure.identityInvalid("userinfo about another person")
    }
    return profile
  }

  private func send(_ request: OutboundRequest, _ name: String) async throws -> OutboundAnswer {
    do {
      return try await http.send(request)
    } catch let failure as OutboundFailure {
      throw OAuthFailure.providerUnavailable("\(name): \(failure)")
    }
  }

  private static func short(_ text: String?, _ length: Int) -> String? {
    guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty,
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return nil }
    return String(text.prefix(length))
  }

  private static func picture(_ text: String?) -> String? {
    text.flatMap { WebAddress.isValid($0) ? $0 : nil }
  }
}
