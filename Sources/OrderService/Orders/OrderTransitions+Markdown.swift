extension OrderTransitions {
  /// The state machine for docs/order-states.md: a diagram, the table, and what its words mean.
  static var markdown: String {
    """
    # Order states

    <!-- Generated from OrderTransitions.table by ./quartet generate. -->

    An order changes its state by these steps only. Any other is 409 `ILLEGAL_TRANSITION`, which names the
    legal ones; a step that the caller may not take is 403 `TRANSITION_FORBIDDEN`. Each step is an event with
    its actor and time and raises the order's `version`; what happens with it commits in the same
    transaction, or nothing does.

    ```mermaid
    stateDiagram-v2
    \(diagram)
    ```

    | From | To | Who | What happens |
    | --- | --- | --- | --- |
    \(rows)

    ## Who

    \(Party.allCases.map { "- **\($0.rawValue)**: \($0.meaning)" }.joined(separator: "\n"))

    ## What happens

    \(Effect.allCases.map { "- **\($0.rawValue)**: \($0.meaning)" }.joined(separator: "\n"))

    """
  }

  private static var diagram: String {
    let starts = PaymentMethod.allCases.map { "    [*] --> \($0.initialStatus.rawValue): \($0.rawValue)" }
    let steps = table.map { step in
      "    \(step.from.rawValue) --> \(step.to.rawValue)"
        + (step.who == Set([.member]) ? ": member" : "")
    }
    let ends = OrderStatus.allCases.filter { allowed(from: $0).isEmpty }.map { "    \($0.rawValue) --> [*]" }
    return (starts + steps + ends).joined(separator: "\n")
  }

  private static var rows: String {
    table.map { step in
      let who = Party.allCases.filter(step.who.contains).map(\.rawValue).joined(separator: ", ")
      let effects = step.effects.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      return "| `\(step.from.rawValue)` | `\(step.to.rawValue)` | \(who) | \(effects) |"
    }.joined(separator: "\n")
  }
}

extension OrderTransitions.Party {
  fileprivate var meaning: String {
    switch self {
    case .member: "a user who belongs to the store's company."
    case .service: "another service that acts for no user, such as the chat agent."
    case .payments: "what a payment provider reports, and the clock that ends unpaid charges."
    }
  }
}

extension OrderTransitions.Effect {
  fileprivate var meaning: String {
    switch self {
    case .keepStock: "the items are kept for the order, if the store's `reserve_stock` is on."
    case .takeStock: "the items leave the stock, all or nothing; what was kept for the order is used up by it."
    case .putBackStock: "what the order took comes back into the stock, and what was kept for it is free again."
    case .settlePix: "a PIX order's payment counts: one attempt has `succeeded`, other open ones fail."
    case .settleCash: "a cash order's payment counts, likewise."
    case .failPayments: "open payment attempts fail."
    case .refundPayments: "a payment that had succeeded becomes `refund_due`."
    }
  }
}

extension OrderService {
  /// docs/order-states.md: the order's state machine, from the table that decides.
  public static var orderStates: String { OrderTransitions.markdown }
}
