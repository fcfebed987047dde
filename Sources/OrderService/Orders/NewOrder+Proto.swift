import Contracts
import Runtime

extension NewOrder {
  private static let lineCounts = 1...200
  private static let quantities: ClosedRange<Int64> = 1...1_000_000

  /// Adds up lines for the same product, in the order in which products first come.
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.CreateOrderRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    let method: PaymentMethod
    switch proto.paymentMethod {
    case .unspecified, .pix: method = .pix
    case .cod: method = .cod
    case .UNRECOGNIZED(let number):
      check.add("payment_method", "\(number) is not a payment method", type: "enum")
      method = .pix
    }
    let lines = Self.lines(proto.items, &check)
    let customer = proto.customerInfo
    self.init(
      storeID: proto.storeID, lines: lines, paymentMethod: method,
      customer: Customer(
        name: Self.text(customer.hasName, customer.name, "customer_info.name", 200, &check),
        phone: Self.text(customer.hasPhone, customer.phone, "customer_info.phone", 50, &check),
        email: Self.text(customer.hasEmail, customer.email, "customer_info.email", 320, &check),
        address: Self.text(customer.hasAddress, customer.address, "customer_info.address", 1_000, &check)),
      leadID: Self.leadID(proto, &check),
      agentID: Self.text(proto.hasAgentID, proto.agentID, "agent_id", 100, &check),
      notes: Self.text(proto.hasNotes, proto.notes, "notes", 4_000, &check),
      isFromOpenChat: proto.openChat)
    try check.throwIfAny()
  }

  private static func lines(_ items: [OrderV1.OrderItemInput], _ check: inout Violations) -> [Line] {
    guard
      check.require(
        lineCounts.contains(items.count), "items", "should have 1 to \(lineCounts.upperBound) lines",
        type: items.isEmpty ? "too_short" : "too_long")
    else { return [] }
    var lines: [Line] = []
    var places: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      check.text(item.productID, "items[\(index)].product_id", 1...100)
      check.number(item.quantity, "items[\(index)].quantity", quantities)
      guard quantities.contains(item.quantity) else { continue }
      if let place = places[item.productID] {
        // Two hundred times a million at most: no overflow.
        lines[place].quantity += item.quantity
        check.require(
          lines[place].quantity <= quantities.upperBound, "items[\(index)].quantity",
          "adds up to more than \(quantities.upperBound) of the product")
      } else {
        places[item.productID] = lines.count
        lines.append(Line(productID: item.productID, quantity: item.quantity))
      }
    }
    return lines
  }

  private static func leadID(_ proto: OrderV1.CreateOrderRequest, _ check: inout Violations) -> String? {
    check.identifier(proto.leadID, "lead_id", 0...100)
    return proto.leadID.isEmpty ? nil : proto.leadID
  }

  private static func text(
    _ isSet: Bool, _ text: String, _ field: String, _ maximum: Int, _ check: inout Violations
  ) -> String? {
    guard isSet else { return nil }
    check.text(text, field, 0...maximum)
    return text.isEmpty ? nil : text
  }
}
