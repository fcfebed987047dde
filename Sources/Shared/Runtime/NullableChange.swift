/// What a change says about a field that may be null.
public enum NullableChange<Value: Sendable>: Sendable {
  /// The field was left out.
  case keep
  /// The field was null, or empty where that says the same.
  case clear
  case set(Value)

  public var isKept: Bool { if case .keep = self { true } else { false } }

  public func applied(to current: Value?) -> Value? {
    switch self {
    case .keep: current
    case .clear: nil
    case .set(let value): value
    }
  }
}

extension NullableChange: Equatable where Value: Equatable {}
