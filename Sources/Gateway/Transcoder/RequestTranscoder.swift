import Runtime

/// Makes a request message's wire bytes from an HTTP request, for one binding of one method.
///
/// `@unchecked Sendable`: the pointers lead into the schema's and its own storage, which nothing writes
/// after `init`.
public final class RequestTranscoder: @unchecked Sendable {
  /// Where the body goes (`body` of `google.api.HttpRule`).
  public enum Body: Sendable, Equatable {
    case none
    case all
    case field(String)

    /// - Parameter rule: "", "*" or a field's proto name.
    public init(_ rule: String) {
      self = rule.isEmpty ? .none : rule == "*" ? .all : .field(rule)
    }
  }

  /// Objects and arrays in one another beyond this are refused.
  public static let maximumDepth = 64

  /// The body's bytes are the message (`google.api.HttpBody`), of any media type.
  public let rawBody: Bool
  /// Whether a body is looked at at all.
  public var takesBody: Bool { body != .none }
  /// The first field that takes a file of a multipart form (`quartet.gateway.v1.FilePart`), in JSON's
  /// spelling.
  public let fileField: String?

  let plan: MessagePlan
  let body: Body
  let layout: UnsafePointer<MessageLayout>
  let bodyField: Int?
  let bound: UnsafePointer<BoundField>?
  let pathFields: [(name: String, fields: [UnsafePointer<FieldPlan>])]
  private let storage = PlanStorage()

  /// - Parameter pathFields: the template's variables, in its order.
  /// - Throws: ``SchemaError`` for a variable that is not a field or can't be text, or a body field that
  ///   doesn't exist.
  public init(input plan: MessagePlan, body: Body, pathFields: [String]) throws(SchemaError) {
    self.plan = plan
    self.body = body
    layout = plan.layout
    var indices: [[Int]] = []
    var resolved: [(name: String, fields: [UnsafePointer<FieldPlan>])] = []
    for name in pathFields {
      let path = try FieldPath.resolve(name, in: plan.layout)
      guard let leaf = path.fields.last, leaf.pointee.shape == .singular, JSONToWire.isBindable(leaf) else {
        throw SchemaError("\(plan.fullName).\(name) is a path variable, so it must be one single value, no message")
      }
      indices.append(path.indices)
      resolved.append((name, path.fields))
    }
    self.pathFields = resolved
    bound = BoundField.tree(indices, plan.layout, in: storage)
    bodyField = try Self.bodyField(body, plan, indices)
    rawBody =
      bodyField.map { plan.layout.pointee.fields[$0].kind == .httpBody }
      ?? (body == .all && plan.layout.pointee.kind == .httpBody)
    let fields = (0..<plan.layout.pointee.fieldCount).map { plan.layout.pointee.fields + $0 }
    fileField = fields.first(where: FormPart.isFile)?.pointee.name.string
  }

  private static func bodyField(_ body: Body, _ plan: MessagePlan, _ paths: [[Int]]) throws(SchemaError) -> Int? {
    guard case .field(let name) = body else { return nil }
    let path = try FieldPath.resolve(name, in: plan.layout)
    guard path.indices.count == 1 else { throw SchemaError("\(plan.fullName): body \(name) is not a top-level field") }
    guard !paths.contains(where: { $0.first == path.indices[0] }) else {
      throw SchemaError("\(plan.fullName).\(name) is both the body and a path variable")
    }
    return path.indices[0]
  }

  /// - Parameters:
  ///   - body: the whole body; an empty one counts as `{}`. Not looked at when ``takesBody`` is false.
  ///   - contentType: goes into `google.api.HttpBody`.
  ///   - variables: the values of the template's variables, in its order.
  ///   - query: as it came, without the question mark.
  public func encode(
    body: [UInt8], contentType: String? = nil, variables: [String], query: String = ""
  ) throws(TranscodingError) -> [UInt8] {
    let result: Result<[UInt8], TranscodingError> = body.withUnsafeBytes { bytes in
      do throws(TranscodingError) {
        return .success(try encode(body: bytes, contentType: contentType, variables: variables, query: query))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// See ``encode(body:contentType:variables:query:)-([UInt8],_,_,_)``.
  public func encode(
    body: UnsafeRawBufferPointer, contentType: String? = nil, variables: [String], query: String = ""
  ) throws(TranscodingError) -> [UInt8] {
    var parser = JSONToWire(body, maximumDepth: Self.maximumDepth, style: plan.style)
    _ = parser.reserveSeen(layout)
    do throws(JSONSyntaxError) {
      try read(body, contentType, &parser)
    } catch {
      throw Self.syntaxError(error, parser)
    }
    return try finish(&parser, variables, query, form: nil)
  }

  private func read(
    _ bytes: UnsafeRawBufferPointer, _ contentType: String?, _ parser: inout JSONToWire
  ) throws(JSONSyntaxError) {
    if let bodyField {
      let field = layout.pointee.fields + bodyField
      if rawBody {
        _ = parser.take(bit: bodyField, 0)
        parser.appendTag(field)
        let start = parser.out.beginLengthDelimited()
        RawBody.append(bytes, contentType, &parser.out)
        parser.out.endLengthDelimited(start)
      } else if !bytes.isEmpty {
        _ = parser.take(bit: bodyField, 0)
        try parser.member(layout, field, 0, nil)
        try parser.expectEnd()
      }
    } else if body == .all {
      if rawBody {
        RawBody.append(bytes, contentType, &parser.out)
      } else if !bytes.isEmpty {
        try parser.root(layout, bound: bound)
      }
    }
  }

  /// Adds path variables, query and form, and checks what is required.
  func finish(
    _ parser: inout JSONToWire, _ variables: [String], _ query: String, form: [FormPart]?
  ) throws(TranscodingError) -> [UInt8] {
    bindPath(variables, &parser)
    var queryBinder: TextBinder?
    if !query.isEmpty {
      guard let pairs = QueryParser.pairs(query) else {
        throw TranscodingError(
          kind: .syntax,
          violations: [.init(.query, FieldViolation("", "The query is malformed", type: "query_invalid"))])
      }
      queryBinder = bindQuery(pairs, &parser)
    }
    let formBinder = form.map { bind(form: $0, &parser) }
    queryBinder?.checkRequired(&parser)
    formBinder?.checkRequired(&parser)
    if body == .none { parser.location = .query }
    if !parser.rootIsMismatched { parser.checkRequired(layout, seenBase: 0, bound: bound) }
    guard parser.violations.isEmpty else { throw TranscodingError(kind: .validation, violations: parser.violations) }
    return parser.out.array()
  }

  private func bindPath(_ variables: [String], _ parser: inout JSONToWire) {
    for (target, value) in zip(pathFields, variables) {
      var value = value
      let problem = value.withUTF8 { bytes in
        parser.bind(
          KeyText(base: bytes.baseAddress ?? StaticString("").utf8Start, count: bytes.count), to: target.fields)
      }
      if let problem { parser.note(.path, target.name, problem.type, problem.message) }
    }
  }

  private func bindQuery(_ pairs: [(name: String, value: String)], _ parser: inout JSONToWire) -> TextBinder {
    var binder = TextBinder(layout, bound: bound, bodyField: bodyField, location: .query)
    for pair in pairs {
      if body == .all {
        parser.note(.query, FieldLocation.steps(pair.name), "extra_forbidden", "Extra inputs are not permitted")
      } else {
        binder.bind(pair.name, pair.value, &parser)
      }
    }
    return binder
  }

  private func bind(form: [FormPart], _ parser: inout JSONToWire) -> TextBinder {
    var binder = TextBinder(layout, bound: bound, bodyField: nil, location: .body)
    for part in form { part.bind(&binder, &parser) }
    return binder
  }

  private static func syntaxError(_ error: JSONSyntaxError, _ parser: borrowing JSONToWire) -> TranscodingError {
    let message = "The body is not valid JSON: \(error.reason.rawValue) at byte \(error.offset)"
    let violation = FieldViolation(parser.render(parser.depth), message, type: "json_invalid")
    return TranscodingError(kind: .syntax, violations: [.init(.body, violation)])
  }
}
