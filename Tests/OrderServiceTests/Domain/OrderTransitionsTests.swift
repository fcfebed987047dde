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

  @Test("stock is taken on confirmation, and put back when what was confirmed is called off")
  func stock() {
    let confirmed: Set<OrderStatus> = [.confirmed, .preparing, .shipped, .delivered]
    for step in OrderTransitions.table {
      let expected: OrderTransitions.StockEffect =
        step.to == .confirmed ? .take : step.to == .cancelled && confirmed.contains(step.from) ? .putBack : .none
      #expect(step.stock == expected, "\(step.from) to \(step.to)")
    }
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
        try OrderTransitions.decide(from: status, to: .cancelled, expected: status, by: .member).stock == .putBack)
    }
  }
}
