/// A revocation with its place in the order of commits.
struct SequencedRevocation: Sendable, Equatable {
  var sequence: Int64
  var tenantID: String
  var revocation: Revocation
}
