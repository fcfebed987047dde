/// The 16 bytes that all spans of one trace share.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new id, random in all its bits (W3C Trace Context level 2, the random flag).
  static func random() -> TraceID {
    var generator = SystemRandomNumberGenerator()
    return TraceID(high: generator.next(), low: max(1, generator.next()))
  }

  /// All zeros: no id at all.
  var isValid: Bool { high | low != 0 }

  /// 32 lower-case hexadecimal digits.
  public var description: String { Hexadecimal.text([high, low]) }
}
