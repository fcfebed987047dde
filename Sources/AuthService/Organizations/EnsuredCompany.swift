/// A user's company, and whether it is new.
struct EnsuredCompany: Sendable, Equatable {
  var company: Organization
  var created: Bool
}
