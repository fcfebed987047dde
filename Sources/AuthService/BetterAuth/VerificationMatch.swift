/// What a verification must match; at least one is there.
struct VerificationMatch: Sendable, Equatable {
  var identifier: String?
  var value: String?
}
