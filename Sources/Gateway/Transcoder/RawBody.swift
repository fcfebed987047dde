/// `google.api.HttpBody`: bytes of any media type in place of JSON.
public struct RawBody: Sendable, Equatable {
  public var contentType: String
  public var data: [UInt8]

  public init(contentType: String, data: [UInt8]) {
    self.contentType = contentType
    self.data = data
  }

  /// `HttpBody { string content_type = 1; bytes data = 2; repeated Any extensions = 3; }`
  init(_ reader: WireReader) throws(MalformedMessage) {
    var reader = reader
    contentType = ""
    data = []
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.wireType == 2, tag.number <= 2 else {
        try reader.skip(number: tag.number, wireType: tag.wireType)
        continue
      }
      let length = try reader.length()
      let bytes = UnsafeBufferPointer(start: reader.base + reader.position, count: length)
      reader.position += length
      if tag.number == 2 {
        data = Array(bytes)
      } else if let text = String(validating: bytes, as: UTF8.self) {
        contentType = text
      } else {
        throw reader.malformed("text is not UTF-8")
      }
    }
  }

  /// Writes a body as an `HttpBody`'s contents.
  static func append(_ bytes: UnsafeRawBufferPointer, _ contentType: String?, _ out: inout ByteWriter) {
    out.append(field: 1, text: contentType ?? "")
    guard let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress, !bytes.isEmpty else { return }
    out.append(0x12)
    out.append(varint: UInt64(bytes.count))
    out.append(base, count: bytes.count)
  }
}
