import SwiftProtobuf

extension EntityMoment {
  /// RFC 3339, with an offset; nil for anything else. What is beyond microseconds is cut off.
  init?(_ text: String) {
    // A moment has neither a quotation mark nor an escape of JSON.
    guard text.utf8.count <= 64, !text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }),
      let proto = try? Google_Protobuf_Timestamp(jsonString: "\"\(text)\""), Self.seconds.contains(proto.seconds),
      (0..<1_000_000_000).contains(proto.nanos)
    else { return nil }
    self.init(microseconds: proto.seconds * Self.perSecond + Int64(proto.nanos) / 1_000)
  }
}
