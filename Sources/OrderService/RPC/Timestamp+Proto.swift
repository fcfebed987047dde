import Storage
import SwiftProtobuf

extension Timestamp {
  var asProto: Google_Protobuf_Timestamp {
    // Rounded down, since nanos are never negative.
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0
      ? Google_Protobuf_Timestamp(seconds: seconds - 1, nanos: Int32(rest + 1_000_000) * 1_000)
      : Google_Protobuf_Timestamp(seconds: seconds, nanos: Int32(rest) * 1_000)
  }
}
