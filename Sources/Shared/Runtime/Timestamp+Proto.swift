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
}
