extension SubscriptionTransitions {
  /// The state machine for docs/subscription-states.md: a diagram, the tables, and what their words mean.
  static var markdown: String {
    """
    # Subscription states

    <!-- Generated from SubscriptionTransitions.table by ./quartet generate. -->

    A subscription changes its status by these steps only. Stripe reports them in any order, twice or not at all: a
    status that can't follow the one before, even over steps that were missed, is old news and changes nothing.

    ```mermaid
    stateDiagram-v2
    \(diagram)
    ```

    | From | To | Because of |
    | --- | --- | --- |
    \(table.map { "| `\($0.from.rawValue)` | `\($0.to.rawValue)` | \($0.cause.rawValue) |" }.joined(separator: "\n"))

    ## What a status gives

    | Status | What the subject has | genlobe's spelling |
    | --- | --- | --- |
    \(statuses)

    A subscription that is cancelled at its period's end gives its plan until that moment. Whoever has no plan by a
    subscription has the one that an operator has put them on, else the plan `free`.

    ## Because of

    \(Cause.allCases.map { "- **\($0.rawValue)**: \($0.meaning)" }.joined(separator: "\n"))

    """
  }

  private static var diagram: String {
    let starts = [SubscriptionStatus.incomplete, .trialing, .active].map { "    [*] --> \($0.rawValue)" }
    let steps = table.map { "    \($0.from.rawValue) --> \($0.to.rawValue): \($0.cause.rawValue)" }
    let ends = SubscriptionStatus.allCases.filter(\.isFinal).map { "    \($0.rawValue) --> [*]" }
    return (starts + steps + ends).joined(separator: "\n")
  }

  private static var statuses: String {
    SubscriptionStatus.allCases.map { status in
      "| `\(status.rawValue)` | \(status.access.rawValue) | `\(status.genlobeSpelling)` |"
    }.joined(separator: "\n")
  }
}

extension SubscriptionTransitions.Cause {
  fileprivate var meaning: String {
    switch self {
    case .payment: "an invoice is paid, or needs no payment."
    case .paymentFailure: "a renewal is not paid; after Stripe's last attempt it is unpaid or canceled."
    case .trialEnd: "the trial is over, with a card or without one."
    case .cancellation: "the subject's people, the dashboard or Stripe's portal cancel it, now or at the period's end."
    case .expiry: "the first payment was not made within 23 hours."
    }
  }
}

extension BillingService {
  /// docs/subscription-states.md: the subscription's state machine, from the table that decides.
  public static var subscriptionStates: String { SubscriptionTransitions.markdown }
}
