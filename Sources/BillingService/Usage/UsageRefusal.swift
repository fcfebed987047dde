import Runtime

/// Why nothing more may be used, for people.
struct UsageRefusal: Error, Equatable {
  static let noActivePlan = UsageRefusal(message: "No active plan")

  var message: String
}

extension UsageRefusal {
  init(_ error: BillingError) { self.init(message: error.serviceError.message) }
}
