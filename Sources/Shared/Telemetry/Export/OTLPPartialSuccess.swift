/// Reads the one number that matters from an `ExportTraceServiceResponse`:
/// `partial_success = 1 { int64 rejected_spans = 1; string error_message = 2 }`.
enum OTLPPartialSuccess {
  /// 0 also for bytes that are not such a message: a 2xx answer is a success.
  static func rejectedSpans(_ response: [UInt8]) -> Int {
    guard case .bytes(let partial)? = field(1, of: response[...]), case .varint(let count)? = field(1, of: partial)
    else { return 0 }
    return Int(clamping: Int64(bitPattern: count))
  }

  private enum Value {
    case varint(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed
  }

  /// The last value of a field, as protobuf asks.
  private static func field(_ number: UInt64, of message: ArraySlice<UInt8>) -> Value? {
    var rest = message
    var found: Value?
    while let tag = varint(&rest) {
      guard let value = value(wireType: tag & 7, &rest) else { return nil }
      if tag >> 3 == number { found = value }
    }
    return found
  }

  private static func value(wireType: UInt64, _ rest: inout ArraySlice<UInt8>) -> Value? {
    switch wireType {
    case 0: return varint(&rest).map(Value.varint)
    case 1 where rest.count >= 8, 5 where rest.count >= 4:
      rest = rest.dropFirst(wireType == 1 ? 8 : 4)
      return .fixed
    case 2:
      guard let length = varint(&rest), length <= UInt64(rest.count) else { return nil }
      defer { rest = rest.dropFirst(Int(length)) }
      return .bytes(rest.prefix(Int(length)))
    default: return nil
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
