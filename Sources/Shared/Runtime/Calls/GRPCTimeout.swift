/// The `grpc-timeout` header: at most eight digits and a unit (gRPC over HTTP/2, "Timeout").
public enum GRPCTimeout {
  public static let name = "grpc-timeout"

  /// The duration, or nil for text of another form.
  public static func parse(_ text: String) -> Duration? {
    guard (2...9).contains(text.utf8.count), let unit = text.utf8.last,
      text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }), let amount = Int64(text.dropLast())
    else { return nil }
    switch unit {
    case UInt8(ascii: "H"): return .seconds(amount * 3600)
    case UInt8(ascii: "M"): return .seconds(amount * 60)
    case UInt8(ascii: "S"): return .seconds(amount)
    case UInt8(ascii: "m"): return .milliseconds(amount)
    case UInt8(ascii: "u"): return .microseconds(amount)
    case UInt8(ascii: "n"): return .nanoseconds(amount)
    default: return nil
    }
  }
}
