import Storage
import SwiftProtobuf

extension Storage.Timestamp {
  /// The same moment on the wire.
  public var asProto: Google_Protobuf_Timestamp {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    // Nanoseconds count forward even before 1970.
    return rest < 0
      ? Google_Protobuf_Timestamp(seconds: seconds - 1, nanos: Int32(rest + 1_000_000) * 1000)
      : Google_Protobuf_Timestamp(seconds: seconds, nanos: Int32(rest) * 1000)
  }

  /// The moment on the wire, to the microsecond; nil outside the years 1 to 9999 and for nanoseconds of more
  /// than a second, which are not a `google.protobuf.Timestamp`.
  public init?(proto: Google_Protobuf_Timestamp) {
    guard (-62_135_596_800...253_402_300_799).contains(proto.seconds),
      (0..<1_000_000_000).contains(proto.nanos)
    else { return nil }
    self.init(microseconds: proto.seconds * 1_000_000 + Int64(proto.nanos) / 1000)
  }
}

extension Violations {
  /// The moment of a field; a violation, and nil, for what is not one.
  public mutating func moment(_ proto: Google_Protobuf_Timestamp, at field: String) -> Storage.Timestamp? {
    let moment = Storage.Timestamp(proto: proto)
    require(moment != nil, field, "must be between the years 1 and 9999", type: "datetime_parsing")
    return moment
  }
}
