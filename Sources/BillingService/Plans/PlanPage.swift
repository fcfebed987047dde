/// Which of the plans are listed.
struct PlanPage: Sendable {
  var skip: Int
  var limit: Int
  var includesInactive: Bool

  func slice(of plans: [Plan]) -> ArraySlice<Plan> { plans.dropFirst(skip).prefix(limit) }
}
