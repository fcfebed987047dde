/// The `grpc-timeout` header: at most eight digits and a unit (gRPC over HTTP/2, "Timeout").
public enum GRPCTimeout {
  public static let name = "grpc-timeout"
  /// Nobody waits longer; a longer timeout counts as this one.
  public static let maximum = Duration.seconds(24 * 60 * 60)

  /// The duration, or nil for text of another form.
  public static func parse(_ text: String) -> Duration? {
    guard (2...9).contains(text.utf8.count), let unit = text.utf8.last,
      text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }), let amount = Int64(text.dropLast())
    else { return nil }
    let duration: Duration? =
      switch unit {
      case UInt8(ascii: "H"): .seconds(amount * 3600)
      case UInt8(ascii: "M"): .seconds(amount * 60)
      case UInt8(ascii: "S"): .seconds(amount)
      case UInt8(ascii: "m"): .milliseconds(amount)
      case UInt8(ascii: "u"): .microseconds(amount)
      case UInt8(ascii: "n"): .nanoseconds(amount)
      default: nil
      }
    return duration.map { min($0, maximum) }
  }

  /// The header for a duration of at most ``maximum``, in at most seven digits: grpc-swift reads no more.
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = (attoseconds + 999_999_999) / 1_000_000_000
    switch seconds {
    case 1000...: return "\(seconds)S"
    case 1...: return "\(seconds * 1000 + (nanoseconds + 999_999) / 1_000_000)m"
    default: return nanoseconds < 10_000_000 ? "\(nanoseconds)n" : "\((nanoseconds + 999) / 1000)u"
    }
  }
}
