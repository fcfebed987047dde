/// The order's state machine as data: every legal step, who may take it, and what happens with it. Code and
/// documentation (docs/order-states.md) read this one table.
enum OrderTransitions {
  /// Who moves an order.
  enum Party: String, Sendable, CaseIterable {
    /// A user who belongs to the store's company.
    case member
    /// Another service for no user: the chat agent.
    case service
    /// What a payment provider says, and the clock that ends unpaid charges.
    case payments
  }

  /// What happens with a step, in the same transaction.
  enum Effect: String, Sendable, CaseIterable {
    case keepStock = "keep_stock"
    case takeStock = "take_stock"
    case putBackStock = "put_back_stock"
    case settlePix = "settle_pix"
    case settleCash = "settle_cash"
    case failPayments = "fail_payments"
    case refundPayments = "refund_payments"
  }

  /// One legal step.
  struct Step: Sendable, Equatable {
    var from: OrderStatus
    var to: OrderStatus
    var who: Set<Party>
    var effects: [Effect]
  }

  private static let all: Set<Party> = [.member, .service, .payments]
  private static let anyone: Set<Party> = [.member, .service]
  /// Money counts when people have looked, or the provider says so.
  private static let paid: Set<Party> = [.member, .payments]
  /// Once the shop has work or a parcel in hand, only people call an order off.
  private static let people: Set<Party> = [.member]

  private static let confirm: [Effect] = [.takeStock, .settlePix]
  /// Stock may have been taken before the confirmation, by another call.
  private static let giveUp: [Effect] = [.putBackStock, .failPayments]
  private static let undo: [Effect] = [.putBackStock, .failPayments, .refundPayments]

  // swift-format-ignore
  static let table: [Step] = [
    Step(from: .pending,         to: .awaitingPayment, who: all,    effects: [.keepStock]),
    Step(from: .pending,         to: .awaitingProof,   who: anyone, effects: [.keepStock]),
    Step(from: .pending,         to: .confirmed,       who: all,    effects: confirm),
    Step(from: .pending,         to: .cancelled,       who: all,    effects: giveUp),
    Step(from: .awaitingPayment, to: .awaitingProof,   who: anyone, effects: []),
    Step(from: .awaitingPayment, to: .confirmed,       who: paid,   effects: confirm),
    Step(from: .awaitingPayment, to: .cancelled,       who: all,    effects: giveUp),
    Step(from: .awaitingProof,   to: .awaitingPayment, who: people, effects: []),
    Step(from: .awaitingProof,   to: .confirmed,       who: paid,   effects: confirm),
    Step(from: .awaitingProof,   to: .cancelled,       who: all,    effects: giveUp),
    Step(from: .confirmed,       to: .preparing,       who: anyone, effects: []),
    Step(from: .confirmed,       to: .shipped,         who: anyone, effects: []),
    Step(from: .confirmed,       to: .cancelled,       who: anyone, effects: undo),
    Step(from: .preparing,       to: .shipped,         who: anyone, effects: []),
    Step(from: .preparing,       to: .cancelled,       who: people, effects: undo),
    Step(from: .shipped,         to: .delivered,       who: anyone, effects: [.settleCash]),
    Step(from: .shipped,         to: .cancelled,       who: people, effects: undo),
  ]

  /// The statuses that an order can reach in one step, in the order of the table.
  static func allowed(from status: OrderStatus) -> [OrderStatus] {
    table.filter { $0.from == status }.map(\.to)
  }

  /// The step between two statuses, or nil.
  static func step(from: OrderStatus, to: OrderStatus) -> Step? {
    table.first { $0.from == from && $0.to == to }
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
    guard let step = step(from: current, to: target) else {
      throw OrderError.illegalTransition(from: current, to: target, allowed: allowed(from: current))
    }
    guard step.who.contains(party) else { throw OrderError.transitionForbidden(from: current, to: target) }
    return step
  }
}
