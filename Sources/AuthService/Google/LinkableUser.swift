/// A user of ours as the decision about a login through a provider needs to know them.
struct LinkableUser: Sendable, Equatable {
  var id: String
  var isActive: Bool
  /// Whether we have seen that the address is the user's.
  var isEmailVerified: Bool
}
