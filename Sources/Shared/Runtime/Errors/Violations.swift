/// Collects every bad field of a request before answering.
///
///     var check = Violations()
///     check.require(!request.name.isEmpty, "name", "must not be empty")
///     try check.throwIfAny()
public struct Violations: Sendable {
  public private(set) var all: [FieldViolation] = []

  public init() {}

  public mutating func add(_ field: String, _ message: String, type: String = "value_error") {
    all.append(FieldViolation(field, message, type: type))
  }

  /// Notes a violation unless the condition holds; returns the condition.
  @discardableResult
  public mutating func require(
    _ condition: Bool, _ field: String, _ message: @autoclosure () -> String, type: String = "value_error"
  ) -> Bool {
    if !condition { add(field, message(), type: type) }
    return condition
  }

  /// A number in a range.
  public mutating func number<N: BinaryInteger & Sendable>(_ value: N, _ field: String, _ range: ClosedRange<N>) {
    if !range.contains(value) {
      add(field, "should be between \(range.lowerBound) and \(range.upperBound)", type: "value_error")
    }
  }

  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every violation.
  public func throwIfAny() throws {
    guard !all.isEmpty else { return }
    let fields = all.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
    throw ServiceError(.invalidArgument, "VALIDATION_FAILED", fields, violations: all)
  }
}
