/// The standard claims about a person that we use (OpenID Connect Core 1.0, section 5.1).
struct ProviderProfile: Codable, Sendable, Equatable {
  var email: String?
  /// Nil when the provider doesn't say.
  var isEmailVerified: Bool?
  var name: String?
  var picture: String?

  private enum CodingKeys: String, CodingKey {
    case email, name, picture
    case isEmailVerified = "email_verified"
  }

  init(email: String? = nil, isEmailVerified: Bool? = nil, name: String? = nil, picture: String? = nil) {
    self.email = email
    self.isEmailVerified = isEmailVerified
    self.name = name
    self.picture = picture
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    email = try container.decodeIfPresent(String.self, forKey: .email)
    // Some providers send "true" as text.
    if let text = try? container.decodeIfPresent(String.self, forKey: .isEmailVerified) {
      isEmailVerified = text == "true"
    } else {
      isEmailVerified = try container.decodeIfPresent(Bool.self, forKey: .isEmailVerified)
    }
    name = try container.decodeIfPresent(String.self, forKey: .name)
    picture = try container.decodeIfPresent(String.self, forKey: .picture)
  }
}
