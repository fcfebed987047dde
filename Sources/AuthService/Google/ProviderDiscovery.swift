import Foundation
import Outbound
import Runtime

/// Finds a provider's metadata: the configured ones, or, where only the token endpoint was moved away from
/// Google, those that the provider publishes about itself (OpenID Connect Discovery 1.0).
actor ProviderDiscovery {
  private struct Document: Decodable {
    var issuer: String
    var tokenEndpoint: String
    var jwksURL: String

    enum CodingKeys: String, CodingKey {
      case issuer
      case tokenEndpoint = "token_endpoint"
      case jwksURL = "jwks_uri"
    }
  }

  private let provider: Settings.IdentityProvider
  private let http: OutboundHTTP
  private var found: ProviderMetadata?

  init(_ provider: Settings.IdentityProvider, http: OutboundHTTP) {
    self.provider = provider
    self.http = http
  }

  /// - Throws: ``OAuthFailure/providerUnavailable(_:)``.
  func metadata() async throws -> ProviderMetadata {
    let google = Settings.IdentityProvider()
    let isComplete = provider.jwksURL != google.jwksURL && provider.issuer != google.issuer
    if isComplete || provider.tokenURL == google.tokenURL {
      return ProviderMetadata(issuer: provider.issuer, jwksURL: provider.jwksURL)
    }
    if let found { return found }
    let issuers = provider.issuer == google.issuer ? Self.issuers(of: provider.tokenURL) : [provider.issuer]
    for issuer in issuers {
      guard let document = try await document(issuer) else { continue }
      // Only the issuer itself may say where its keys are, and only if the token endpoint is its own.
      guard Self.trimmed(document.issuer) == Self.trimmed(issuer),
        Self.trimmed(document.tokenEndpoint) == Self.trimmed(provider.tokenURL)
      else { continue }
      let jwksURL = provider.jwksURL == google.jwksURL ? document.jwksURL : provider.jwksURL
      let metadata = ProviderMetadata(issuer: document.issuer, jwksURL: jwksURL)
      found = metadata
      return metadata
    }
    throw OAuthFailure.providerUnavailable("no discovery document for the token endpoint")
  }

  private func document(_ issuer: String) async throws -> Document? {
    do {
      let answer = try await http.send(
        OutboundRequest("\(Self.trimmed(issuer))/.well-known/openid-configuration"))
      return answer.status == 200 ? answer.json(as: Document.self) : nil
    } catch let failure as OutboundFailure {
      throw OAuthFailure.providerUnavailable("discovery: \(failure)")
    }
  }

  /// The issuers that a token endpoint may belong to: every path above its own.
  static func issuers(of tokenURL: String) -> [String] {
    guard var components = URLComponents(string: tokenURL) else { return [] }
    components.query = nil
    components.fragment = nil
    var parts = components.path.split(separator: "/").map(String.init)
    var issuers: [String] = []
    while !parts.isEmpty {
      parts.removeLast()
      components.path = parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
      if let url = components.string { issuers.append(url) }
    }
    return issuers
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
