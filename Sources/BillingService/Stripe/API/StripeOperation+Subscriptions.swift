extension StripeOperation where Answer == StripeSubscription {
  static func createSubscription(_ new: NewStripeSubscription) -> Self {
    Self(.create("/v1/subscriptions", new.parameters))
  }

  static func updateSubscription(_ id: String, _ change: StripeSubscriptionChange) -> Self {
    Self(.post("/v1/subscriptions/\(StripeRequest.id(id))", change.parameters))
  }

  /// Ends it now.
  /// - Parameters:
  ///   - invoicesUsage: charges metered usage that was not invoiced yet, which is lost otherwise.
  ///   - prorates: gives back what is left of the period.
  static func cancelSubscription(_ id: String, invoicesUsage: Bool, prorates: Bool = false) -> Self {
    Self(
      .delete(
        "/v1/subscriptions/\(StripeRequest.id(id))",
        ["invoice_now": .text(String(invoicesUsage)), "prorate": .text(String(prorates))]))
  }

  static func subscription(_ id: String) -> Self { Self(.get("/v1/subscriptions/\(StripeRequest.id(id))")) }
}

extension StripeOperation where Answer == StripeList<StripeSubscription> {
  /// All of a customer's, ended ones too.
  static func subscriptions(of customer: String, after previous: String? = nil) -> Self {
    Self(
      .get(
        "/v1/subscriptions",
        [
          "customer": .text(customer), "status": "all", "limit": 100,
          "starting_after": previous.map(StripeValue.text),
        ]))
  }
}

extension StripeOperation where Answer == StripeSchedule {
  /// Puts a running subscription under a schedule with its present phase.
  static func createSchedule(from subscription: String) -> Self {
    Self(.post("/v1/subscription_schedules", ["from_subscription": .text(subscription)]))
  }

  static func updateSchedule(_ id: String, phases: [StripeSchedulePhase]) -> Self {
    Self(
      .post(
        "/v1/subscription_schedules/\(StripeRequest.id(id))",
        ["end_behavior": "release", "phases": .list(phases.map(\.value))]))
  }

  /// Lets the subscription go on as it is now.
  static func releaseSchedule(_ id: String) -> Self {
    Self(.post("/v1/subscription_schedules/\(StripeRequest.id(id))/release"))
  }

  static func schedule(_ id: String) -> Self { Self(.get("/v1/subscription_schedules/\(StripeRequest.id(id))")) }
}
