extension JSONToWire {
  /// Whether text from a path, query or form can become the field's value.
  static func isBindable(_ field: UnsafePointer<FieldPlan>) -> Bool {
    switch field.pointee.kind {
    case .message, .structure, .value, .listValue, .httpBody, .nullValue, .unsupported: false
    case .unwrapped:
      field.pointee.message.map { $0.pointee.fields.pointee.shape == .singular && isBindable($0.pointee.fields) }
        ?? false
    default: field.pointee.shape != .map
    }
  }

  /// Writes text as the value of a field, inside the messages on the way to it; a message in several
  /// pieces is merged by whoever reads it, as protobuf asks.
  ///
  /// - Returns: the violation's type and message, if any.
  mutating func bind(
    _ text: KeyText, to path: [UnsafePointer<FieldPlan>]
  ) -> (type: String, message: String)? {
    guard let leaf = path.last else { return nil }
    var starts: [Int] = []
    for field in path.dropLast() {
      appendTag(field)
      starts.append(out.beginLengthDelimited())
    }
    let problem = bind(text, leaf)
    for start in starts.reversed() { out.endLengthDelimited(start) }
    return problem
  }

  private mutating func bind(_ text: KeyText, _ field: UnsafePointer<FieldPlan>) -> (type: String, message: String)? {
    let kind = field.pointee.kind
    switch kind {
    case .string:
      if let closed = field.pointee.enumeration, closed.pointee.number(of: text.base, text.count) == nil {
        return Self.expectation(.enumeration, field)
      }
      appendTag(field)
      out.append(varint: UInt64(text.count))
      out.append(text.base, count: text.count)
      return nil
    case .bytes:
      appendTag(field)
      let start = out.beginLengthDelimited()
      let isValid = Base64.decode(text.base, text.count, into: &out)
      out.endLengthDelimited(start)
      return isValid ? nil : ("bytes_invalid_encoding", "Input should be a base64 string")
    case .unwrapped:
      guard let inner = field.pointee.message?.pointee.fields else { return Self.expectation(kind, field) }
      appendTag(field)
      let start = out.beginLengthDelimited()
      let problem = bind(text, inner)
      out.endLengthDelimited(start)
      return problem
    case .timestamp, .duration, .fieldMask:
      appendTag(field)
      let start = out.beginLengthDelimited()
      let isValid = WellKnownText.append(text, kind, style, &out)
      out.endLengthDelimited(start)
      let (type, message) = Self.expectation(kind, field)
      return isValid ? nil : (type.replacing("_type", with: "_parsing"), message)
    default:
      switch Self.bits(text, field) {
      case .failure(let problem): return (problem.type, problem.message)
      case .success(let bits):
        appendTag(field)
        let start = field.pointee.isPacked ? out.beginLengthDelimited() : nil
        append(bits, kind.wireType)
        if let start { out.endLengthDelimited(start) }
        return nil
      }
    }
  }

  private struct TextProblem: Error {
    let type: String
    let message: String

    init(_ expectation: (type: String, message: String)) {
      type = expectation.type.replacing("_type", with: "_parsing")
      message = expectation.message
    }
  }

  /// The wire bits of a number, boolean or enum value in plain text.
  private static func bits(_ text: KeyText, _ field: UnsafePointer<FieldPlan>) -> Result<UInt64, TextProblem> {
    let kind = field.pointee.kind
    let expected = TextProblem(expectation(kind, field))
    switch kind {
    case .bool:
      switch text.string {
      case "true", "1": return .success(1)
      case "false", "0": return .success(0)
      default: return .failure(expected)
      }
    case .enumeration:
      guard let number = field.pointee.enumeration?.pointee.number(of: text.base, text.count) else {
        return .failure(expected)
      }
      return .success(UInt64(bitPattern: Int64(number)))
    default:
      var failure = text.base
      guard let number = JSONNumber.scan(text.base, text.base + text.count, failure: &failure),
        number.count == text.count
      else { return .failure(expected) }
      if kind == .double { return number.double.isFinite ? .success(number.double.bitPattern) : .failure(expected) }
      if kind == .float {
        return number.float.isFinite ? .success(UInt64(number.float.bitPattern)) : .failure(expected)
      }
      let result = IntegerText.bits(number, field)
      if case .bits(let bits) = result { return .success(bits) }
      return .failure(TextProblem(result.problem(field.pointee)))
    }
  }
}
