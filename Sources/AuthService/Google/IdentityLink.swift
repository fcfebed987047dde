/// What a login through a provider does to our users.
enum IdentityLink: Sendable, Equatable {
  /// The provider's account is known.
  case logIn(userID: String)
  /// The user has the same address, proven on both sides.
  case link(userID: String)
  /// A user registered with this address but never proved it, maybe in the hope that its owner turns up one
  /// day: every way in that they left behind goes.
  case takeOver(userID: String)
  case create(email: EmailAddress)

  /// - Parameters:
  ///   - linked: the user of the provider's account.
  ///   - namesake: the user with the identity's e-mail address.
  static func decide(
    _ identity: ProviderIdentity, linked: LinkableUser?, namesake: LinkableUser?
  ) throws(OAuthFailure) -> IdentityLink {
    if let linked {
      guard linked.isActive else { throw .accountDeactivated }
      return .logIn(userID: linked.id)
    }
    guard let email = identity.email else { throw .emailMissing }
    guard identity.isEmailVerified else { throw .emailNotVerified }
    guard let namesake else { return .create(email: email) }
    guard namesake.isActive else { throw .accountDeactivated }
    return namesake.isEmailVerified ? .link(userID: namesake.id) : .takeOver(userID: namesake.id)
  }
}
