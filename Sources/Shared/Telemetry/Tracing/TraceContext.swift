/// A span's place in a distributed trace, as W3C Trace Context carries it.
public struct TraceContext: Hashable, Sendable {
  /// The 8 bits after the span id.
  public struct Flags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The caller may have recorded its span.
    public static let sampled = Flags(rawValue: 0x01)
    /// The last 7 bytes of the trace id are random, good to sample by (level 2).
    public static let random = Flags(rawValue: 0x02)
    /// All that this version knows; other bits are not passed on, as the specification asks.
    static let known: Flags = [.sampled, .random]
  }

  public var traceID: TraceID
  public var spanID: SpanID
  public var flags: Flags
  /// The vendors' entries, passed on as they came; empty for none.
  public var state: String
  /// It came from another process.
  public var isRemote: Bool

  public init(
    traceID: TraceID, spanID: SpanID, flags: Flags = [], state: String = "", isRemote: Bool = false
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.flags = flags
    self.state = state
    self.isRemote = isRemote
  }

  /// The header pair of another process; nil where the specification says to start a new trace
  /// (W3C Trace Context level 2, sections 3.2 and 3.3).
  public init?(traceparent: String, tracestate: String? = nil) {
    let bytes = Array(traceparent.utf8).trimmingOptionalWhitespace()
    let dash = UInt8(ascii: "-")
    guard bytes.count >= Self.length, bytes[bytes.startIndex + 2] == dash else { return nil }
    let fields = bytes.split(separator: dash, maxSplits: 4, omittingEmptySubsequences: false)
    guard fields.count >= 4, fields[0].count == 2, fields[1].count == 32, fields[2].count == 16, fields[3].count == 2,
      let version = Hexadecimal.number(fields[0]), version != 0xFF,
      // Version 0 ends here; a later one may go on after another dash.
      bytes.count == Self.length || (version > 0 && fields.count == 5),
      let high = Hexadecimal.number(fields[1].prefix(16)), let low = Hexadecimal.number(fields[1].suffix(16)),
      let span = Hexadecimal.number(fields[2]), let flags = Hexadecimal.number(fields[3])
    else { return nil }
    self.init(
      traceID: TraceID(high: high, low: low), spanID: SpanID(span),
      flags: Flags(rawValue: UInt8(flags)).intersection(.known),
      state: tracestate.flatMap(TraceState.normalized) ?? "", isRemote: true)
    guard traceID.isValid, spanID.isValid else { return nil }
  }

  /// The `traceparent` header, version 00.
  public var traceparent: String {
    String(unsafeUninitializedCapacity: Self.length) { buffer in
      Hexadecimal.put(0, 2, at: 0, in: buffer)
      Hexadecimal.put(traceID.high, 16, at: 3, in: buffer)
      Hexadecimal.put(traceID.low, 16, at: 19, in: buffer)
      Hexadecimal.put(spanID.value, 16, at: 36, in: buffer)
      Hexadecimal.put(UInt64(flags.rawValue), 2, at: 53, in: buffer)
      for position in [2, 35, 52] { buffer[position] = UInt8(ascii: "-") }
      return Self.length
    }
  }

  public var isSampled: Bool { flags.contains(.sampled) }

  private static let length = 55
}
