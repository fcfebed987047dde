/// What came of charging an organization's overage.
struct OverageCharge: Sendable, Equatable {
  var outcome: OverageState.Outcome
  var payment: Payment?
}
