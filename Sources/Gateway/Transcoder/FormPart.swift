/// One field of a form: of a multipart one (RFC 7578), or of `application/x-www-form-urlencoded`.
public enum FormPart: Sendable, Equatable {
  case text(name: String, value: String)
  case file(name: String, filename: String, contentType: String, data: [UInt8])

  /// Puts the part into the field of its name.
  func bind(_ binder: inout TextBinder, _ parser: inout JSONToWire) {
    switch self {
    case .text(let name, let value): binder.bind(name, value, &parser)
    case .file(let name, let filename, let contentType, let data):
      guard let path = binder.claim(name, &parser, accepts: { Self.isFile($0) || Self.isBytes($0) }),
        let field = path.last
      else { return }
      var starts: [Int] = []
      for step in path {
        parser.appendTag(step)
        starts.append(parser.out.beginLengthDelimited())
      }
      if Self.isFile(field) {
        Self.append(filename: filename, contentType: contentType, data: data, &parser.out)
      } else {
        parser.out.append(bytes: data)
      }
      for start in starts.reversed() { parser.out.endLengthDelimited(start) }
    }
  }

  static func isFile(_ field: UnsafePointer<FieldPlan>) -> Bool {
    field.pointee.kind == .message && field.pointee.shape != .map
      && field.pointee.message?.pointee.fullName.string == "quartet.gateway.v1.FilePart"
  }

  private static func isBytes(_ field: UnsafePointer<FieldPlan>) -> Bool {
    field.pointee.kind == .bytes && field.pointee.shape != .map
  }

  /// `FilePart { string filename = 1; string content_type = 2; bytes data = 3; }`
  static func append(filename: String, contentType: String, data: [UInt8], _ out: inout ByteWriter) {
    out.append(field: 1, text: filename)
    out.append(field: 2, text: contentType)
    out.append(field: 3, bytes: data)
  }
}

extension RequestTranscoder {
  /// Makes the request message of a form: each part goes into the field of its name.
  public func encode(
    form: [FormPart], variables: [String], query: String = ""
  ) throws(TranscodingError) -> [UInt8] {
    var parser = JSONToWire(
      UnsafeRawBufferPointer(start: nil, count: 0), maximumDepth: Self.maximumDepth, style: plan.style)
    _ = parser.reserveSeen(layout)
    return try finish(&parser, variables, query, form: form)
  }

  /// Makes a later message of a client stream: the next piece of a file.
  ///
  /// - Parameter field: the ``fileField``.
  /// - Returns: an empty message for a name that is not a file field.
  public func encodeFileChunk(field: String, data: [UInt8]) -> [UInt8] {
    var out = ByteWriter(capacity: data.count + 32)
    for index in 0..<layout.pointee.fieldCount where layout.pointee.fields[index].name.string == field {
      let plan = layout.pointee.fields + index
      guard FormPart.isFile(plan) else { break }
      out.append(word: plan.pointee.tag, length: Int(plan.pointee.tagLength))
      let start = out.beginLengthDelimited()
      FormPart.append(filename: "", contentType: "", data: data, &out)
      out.endLengthDelimited(start)
    }
    return out.array()
  }
}

extension ByteWriter {
  mutating func append(bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { append(base, count: $0.count) } }
  }

  /// A length-delimited field with a number below 16; nothing when empty.
  mutating func append(field number: UInt8, text: String) {
    if text.isEmpty { return }
    append(number << 3 | 2)
    append(varint: UInt64(text.utf8.count))
    append(text)
  }

  mutating func append(field number: UInt8, bytes: [UInt8]) {
    if bytes.isEmpty { return }
    append(number << 3 | 2)
    append(varint: UInt64(bytes.count))
    append(bytes: bytes)
  }
}
