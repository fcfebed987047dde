import Testing

@testable import OrderService

@Suite("Order transitions")
struct OrderTransitionsTests {
  @Test("no step is in the table twice, and none leads nowhere")
  func wellFormed() {
    for (index, step) in OrderTransitions.table.enumerated() {
      #expect(step.from != step.to)
      #expect(!step.who.isEmpty)
      #expect(!OrderTransitions.table[..<index].contains { $0.from == step.from && $0.to == step.to })
    }
  }

  @Test("delivered and cancelled are final, every other status goes on")
  func final() {
    for status in OrderStatus.allCases {
      #expect(OrderTransitions.allowed(from: status).isEmpty == [.delivered, .cancelled].contains(status))
    }
  }

  @Test("stock is taken on confirmation, and put back whenever an order is called off")
  func stock() {
    for step in OrderTransitions.table {
      #expect(step.effects.contains(.takeStock) == (step.to == .confirmed), "\(step.from) to \(step.to)")
      #expect(step.effects.contains(.putBackStock) == (step.to == .cancelled), "\(step.from) to \(step.to)")
    }
  }

  @Test("money counts when PIX is confirmed or cash delivered, and is due back when a sale is called off")
  func payments() {
    for step in OrderTransitions.table {
      #expect(step.effects.contains(.settlePix) == (step.to == .confirmed), "\(step.from) to \(step.to)")
      #expect(step.effects.contains(.settleCash) == (step.to == .delivered), "\(step.from) to \(step.to)")
      #expect(step.effects.contains(.failPayments) == (step.to == .cancelled), "\(step.from) to \(step.to)")
      #expect(
        step.effects.contains(.refundPayments) == (step.to == .cancelled && step.from.isSale),
        "\(step.from) to \(step.to)")
    }
  }

  @Test("no service confirms on its own what is to be paid by PIX")
  func confirmation() {
    for status in [OrderStatus.awaitingPayment, .awaitingProof] {
      #expect(throws: OrderError.transitionForbidden(from: status, to: .confirmed)) {
        try OrderTransitions.decide(from: status, to: .confirmed, expected: nil, by: .service)
      }
    }
  }

  @Test("the documentation has every step, party and effect of the table")
  func markdown() {
    let text = OrderTransitions.markdown
    for step in OrderTransitions.table {
      #expect(text.contains("    \(step.from.rawValue) --> \(step.to.rawValue)"))
      #expect(text.contains("| `\(step.from.rawValue)` | `\(step.to.rawValue)` | "))
    }
    for party in OrderTransitions.Party.allCases { #expect(text.contains("- **\(party.rawValue)**: ")) }
    for effect in OrderTransitions.Effect.allCases { #expect(text.contains("- **\(effect.rawValue)**: ")) }
    #expect(text.contains("    [*] --> awaiting_payment: pix"))
    #expect(text.contains("    delivered --> [*]"))
  }

  @Test("every status can be reached from a new order")
  func reachable() {
    var reached: Set<OrderStatus> = Set(PaymentMethod.allCases.map(\.initialStatus))
    while true {
      let next = reached.union(reached.flatMap { OrderTransitions.allowed(from: $0) })
      if next == reached { break }
      reached = next
    }
    #expect(reached == Set(OrderStatus.allCases))
  }

  @Test("only people call off what is being prepared or on its way")
  func forbidden() throws {
    for status in [OrderStatus.preparing, .shipped] {
      #expect(throws: OrderError.transitionForbidden(from: status, to: .cancelled)) {
        try OrderTransitions.decide(from: status, to: .cancelled, expected: nil, by: .service)
      }
      #expect(
        try OrderTransitions.decide(from: status, to: .cancelled, expected: status, by: .member).from == status)
    }
  }
}
