/// A parameter of a Stripe request. Objects keep their order: the same request is the same bytes every time.
enum StripeValue: Sendable, Equatable {
  case text(String)
  case list([StripeValue])
  case object(StripeParameters)
}

extension StripeValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int64) { self = .text(String(value)) }
  init(booleanLiteral value: Bool) { self = .text(String(value)) }

  /// An amount, a count or Unix seconds.
  static func number(_ value: Int64) -> StripeValue { .text(String(value)) }

  /// What is written beside an object, in an order of its own; nil for none.
  static func metadata(_ values: [String: String]) -> StripeValue? {
    if values.isEmpty { return nil }
    return .object(StripeParameters(values.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
  }
}

extension StripeValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(arrayLiteral elements: StripeValue...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, StripeValue?)...) { self = .object(StripeParameters(elements)) }
}
