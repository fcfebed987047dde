/// The order's state machine as data: every legal step, who may take it, and what it does to stock.
/// Code and documentation read this one table.
enum OrderTransitions {
  /// Who moves an order.
  enum Party: Sendable {
    /// A user who belongs to the store's company.
    case member
    /// Another service for no user: the chat agent, a payment callback.
    case service
  }

  /// What a step does to the stock of the order's products.
  enum StockEffect: Sendable {
    case none
    /// Takes every item out, all or nothing.
    case take
    /// Puts back what the order took.
    case putBack
  }

  /// One legal step.
  struct Step: Sendable, Equatable {
    var from: OrderStatus
    var to: OrderStatus
    var who: Set<Party>
    var stock: StockEffect
  }

  private static let anyone: Set<Party> = [.member, .service]
  /// Once the shop has work or a parcel in hand, only people call an order off.
  private static let people: Set<Party> = [.member]

  // swift-format-ignore
  static let table: [Step] = [
    Step(from: .pending,         to: .awaitingPayment, who: anyone, stock: .none),
    Step(from: .pending,         to: .awaitingProof,   who: anyone, stock: .none),
    Step(from: .pending,         to: .confirmed,       who: anyone, stock: .take),
    Step(from: .pending,         to: .cancelled,       who: anyone, stock: .none),
    Step(from: .awaitingPayment, to: .awaitingProof,   who: anyone, stock: .none),
    Step(from: .awaitingPayment, to: .confirmed,       who: anyone, stock: .take),
    Step(from: .awaitingPayment, to: .cancelled,       who: anyone, stock: .none),
    Step(from: .awaitingProof,   to: .awaitingPayment, who: people, stock: .none),
    Step(from: .awaitingProof,   to: .confirmed,       who: anyone, stock: .take),
    Step(from: .awaitingProof,   to: .cancelled,       who: anyone, stock: .none),
    Step(from: .confirmed,       to: .preparing,       who: anyone, stock: .none),
    Step(from: .confirmed,       to: .shipped,         who: anyone, stock: .none),
    Step(from: .confirmed,       to: .cancelled,       who: anyone, stock: .putBack),
    Step(from: .preparing,       to: .shipped,         who: anyone, stock: .none),
    Step(from: .preparing,       to: .cancelled,       who: people, stock: .putBack),
    Step(from: .shipped,         to: .delivered,       who: anyone, stock: .none),
    Step(from: .shipped,         to: .cancelled,       who: people, stock: .putBack),
  ]

  /// The statuses that an order can reach in one step, in the order of the table.
  static func allowed(from status: OrderStatus) -> [OrderStatus] {
    table.filter { $0.from == status }.map(\.to)
  }

  /// The step that a party asks for.
  /// - Parameter expected: the status that the caller believes the order has.
  /// - Throws: ``OrderError/statusChanged(expected:current:)``,
  ///   ``OrderError/illegalTransition(from:to:allowed:)``, ``OrderError/transitionForbidden(from:to:)``.
  static func decide(
    from current: OrderStatus, to target: OrderStatus, expected: OrderStatus?, by party: Party
  ) throws -> Step {
    if let expected, expected != current {
      throw OrderError.statusChanged(expected: expected, current: current)
    }
    guard let step = table.first(where: { $0.from == current && $0.to == target }) else {
      throw OrderError.illegalTransition(from: current, to: target, allowed: allowed(from: current))
    }
    guard step.who.contains(party) else { throw OrderError.transitionForbidden(from: current, to: target) }
    return step
  }
}
