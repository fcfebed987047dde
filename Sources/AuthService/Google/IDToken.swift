import JWTKit
import Storage

/// The claims of an OpenID Connect id token (OpenID Connect Core 1.0, section 2).
struct IDToken: JWTPayload, Equatable {
  /// One audience as text, or several as a list.
  struct Audience: Codable, Sendable, Equatable {
    var all: [String]

    init(_ all: [String]) { self.all = all }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode(String.self) {
        all = [one]
      } else {
        all = try container.decode([String].self)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if all.count == 1 { try container.encode(all[0]) } else { try container.encode(all) }
    }
  }

  var iss: String
  var sub: String
  var aud: Audience
  /// Who the token was issued to, where there are several audiences.
  var azp: String?
  /// Seconds since 1970.
  var exp: Double
  var nonce: String?
  /// What `scope=email profile` adds, unless only the userinfo endpoint says it.
  var profile: ProviderProfile

  private enum CodingKeys: CodingKey {
    case iss, sub, aud, azp, exp, nonce
  }

  init(
    iss: String, sub: String, aud: Audience, azp: String? = nil, exp: Double, nonce: String?, profile: ProviderProfile
  ) {
    self.iss = iss
    self.sub = sub
    self.aud = aud
    self.azp = azp
    self.exp = exp
    self.nonce = nonce
    self.profile = profile
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    iss = try container.decode(String.self, forKey: .iss)
    sub = try container.decode(String.self, forKey: .sub)
    aud = try container.decode(Audience.self, forKey: .aud)
    azp = try container.decodeIfPresent(String.self, forKey: .azp)
    exp = try container.decode(Double.self, forKey: .exp)
    nonce = try container.decodeIfPresent(String.self, forKey: .nonce)
    profile = try ProviderProfile(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(iss, forKey: .iss)
    try container.encode(sub, forKey: .sub)
    try container.encode(aud, forKey: .aud)
    try container.encodeIfPresent(azp, forKey: .azp)
    try container.encode(exp, forKey: .exp)
    try container.encodeIfPresent(nonce, forKey: .nonce)
    try profile.encode(to: encoder)
  }

  /// The signature only: ``check(issuer:clientID:nonce:at:)`` looks at the claims, with the injected clock.
  func verify(using algorithm: some JWTAlgorithm) {}

  /// Section 3.1.3.7 of the specification.
  /// - Parameter nonce: what the authorization request carried.
  /// - Throws: ``OAuthFailure/identityInvalid(_:)``.
  func check(issuer: String, clientID: String, nonce: String, at now: Timestamp) throws(OAuthFailure) {
    guard Self.matches(iss, issuer) else { throw .identityInvalid("another issuer") }
    guard aud.all.contains(clientID) else { throw .identityInvalid("another audience") }
    guard azp == clientID || (azp == nil && aud.all.count == 1) else {
      throw .identityInvalid("issued to another client")
    }
    guard exp > Double(now.microseconds) / 1_000_000 - Self.clockSkew else { throw .identityInvalid("expired") }
    guard self.nonce == nonce else { throw .identityInvalid("another nonce") }
    guard (1...255).contains(sub.utf8.count) else { throw .identityInvalid("no usable subject") }
  }

  /// Seconds that the provider's clock may be behind ours.
  private static let clockSkew = 60.0

  /// Google names itself with and without the scheme.
  static func matches(_ iss: String, _ issuer: String) -> Bool {
    iss == issuer || (issuer == "https://accounts.google.com" && iss == "accounts.google.com")
  }
}
