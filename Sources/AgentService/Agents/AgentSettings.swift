import Runtime

/// What a store has set for its agent. Most of it is for others, who read it with the agent.
struct AgentSettings: Sendable, Equatable {
  static let maximumQuantityKey = "max_order_quantity"
  static let allowedMaximumQuantities: ClosedRange<Int64> = 1...1_000_000
  /// Pieces of one product in a buyer's order, unless the settings say otherwise: nobody at the open
  /// chat is known, and where the store keeps stock for orders, one message could take all of it.
  static let standardMaximumQuantity: Int64 = 20

  var json: JSONText

  /// The largest quantity of one product in a buyer's order; nil without one that can be used.
  var maximumQuantity: Int64? {
    guard json != .empty, let number = try? JSONValue(text: json.text)[Self.maximumQuantityKey]?.int,
      Self.allowedMaximumQuantities.contains(number)
    else { return nil }
    return number
  }
}
