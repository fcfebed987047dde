/// The 8 bytes of one span.
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
  public let value: UInt64

  public init(_ value: UInt64) { self.value = value }

  /// A new random id.
  static func random() -> SpanID {
    SpanID(UInt64.random(in: 1 ... .max))
  }

  /// All zeros: no id at all.
  var isValid: Bool { value != 0 }

  /// 16 lower-case hexadecimal digits.
  public var description: String { Hexadecimal.text([value]) }
}
