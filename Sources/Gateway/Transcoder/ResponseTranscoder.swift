/// Makes an HTTP body from a response message's wire bytes, for one binding of one method.
///
/// `@unchecked Sendable`: the pointer leads into the schema's storage, which nothing writes any more.
public final class ResponseTranscoder: @unchecked Sendable {
  /// The body is the bytes of a `google.api.HttpBody`, not JSON.
  public let isRaw: Bool

  private let plan: MessagePlan
  private let bodyField: Int?

  /// - Parameter responseBody: `response_body` of `google.api.HttpRule`: a top-level field that is the
  ///   whole body, or "" for the message.
  /// - Throws: ``SchemaError`` for a field that doesn't exist.
  public init(output plan: MessagePlan, responseBody: String = "") throws(SchemaError) {
    self.plan = plan
    if responseBody.isEmpty {
      bodyField = nil
      isRaw = plan.layout.pointee.kind == .httpBody
    } else {
      let path = try FieldPath.resolve(responseBody, in: plan.layout)
      guard path.indices.count == 1 else {
        throw SchemaError("\(plan.fullName): response_body \(responseBody) is not a top-level field")
      }
      bodyField = path.indices[0]
      isRaw = path.fields[0].pointee.kind == .httpBody && path.fields[0].pointee.shape == .singular
    }
  }

  /// - Throws: ``MalformedMessage`` for bytes that are not such a message: the service's fault.
  public func json(wire: [UInt8]) throws(MalformedMessage) -> [UInt8] {
    let result: Result<[UInt8], MalformedMessage> = wire.withUnsafeBytes { bytes in
      do throws(MalformedMessage) { return .success(try json(wire: bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// See ``json(wire:)-([UInt8])``.
  public func json(wire: UnsafeRawBufferPointer) throws(MalformedMessage) -> [UInt8] {
    var out = ByteWriter(capacity: wire.count * 2 + 256)
    try write(wire, into: &out)
    return out.array()
  }

  /// Appends the JSON text; after an error the writer holds part of it.
  public func write(_ wire: UnsafeRawBufferPointer, into out: inout ByteWriter) throws(MalformedMessage) {
    var writer = WireToJSON(wire, style: plan.style)
    let run = WireToJSON.Run(start: 0, end: wire.count)
    let layout = plan.layout
    guard let bodyField else { return try writer.contents(layout.pointee.kind, layout, run, &out) }
    let first = try writer.scan(layout, run)
    try writer.value(
      layout.pointee.fields + bodyField, writer.slots[first + bodyField],
      isSet: writer.isSet(layout, bodyField, first), run, &out)
  }

  /// The body of a raw answer (``isRaw``).
  public func raw(wire: [UInt8]) throws(MalformedMessage) -> RawBody {
    let result: Result<RawBody, MalformedMessage> = wire.withUnsafeBytes { bytes in
      do throws(MalformedMessage) { return .success(try raw(wire: bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private func raw(wire: UnsafeRawBufferPointer) throws(MalformedMessage) -> RawBody {
    var writer = WireToJSON(wire, style: plan.style)
    let run = WireToJSON.Run(start: 0, end: wire.count)
    guard let bodyField else { return try RawBody(writer.reader(run)) }
    let first = try writer.scan(plan.layout, run)
    return try RawBody(writer.reader(writer.payload(writer.slots[first + bodyField])))
  }
}
