/// A checked answer to an invitation to a team.
struct TeamAcceptance: Sendable {
  var token: String
  var password: String
  var displayName: String?
}
