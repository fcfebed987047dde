/// A person as an identity provider knows them, after every check.
struct ProviderIdentity: Sendable, Equatable {
  /// The provider's own, unchanging id of the person (`sub`).
  var subject: String
  var email: EmailAddress?
  /// Whether the provider has seen that the address is the person's.
  var isEmailVerified: Bool
  var name: String?
  var pictureURL: String?
}
