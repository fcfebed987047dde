/// Puts named texts (query parameters, form fields) into a message by their dotted JSON names.
struct TextBinder {
  /// A message that some name reached: which of its fields and oneofs are set.
  private struct Reached {
    let path: [Int]
    let name: String
    let layout: UnsafePointer<MessageLayout>
    var seen: Set<Int> = []
  }

  private let root: UnsafePointer<MessageLayout>
  private let bound: UnsafePointer<BoundField>?
  /// The field that the body fills, which no name may reach.
  private let bodyField: Int?
  private let location: TranscodingError.Location
  private var reached: [Reached] = []

  init(
    _ root: UnsafePointer<MessageLayout>, bound: UnsafePointer<BoundField>?, bodyField: Int?,
    location: TranscodingError.Location
  ) {
    self.root = root
    self.bound = bound
    self.bodyField = bodyField
    self.location = location
  }

  mutating func bind(_ name: String, _ value: String, _ parser: inout JSONToWire) {
    guard let path = claim(name, &parser, accepts: JSONToWire.isBindable) else { return }
    var value = value
    let problem = value.withUTF8 { bytes in
      parser.bind(
        KeyText(base: bytes.baseAddress ?? StaticString("").utf8Start, count: bytes.count), to: path)
    }
    if let problem { parser.note(location, FieldLocation.steps(name), problem.type, problem.message) }
  }

  /// Finds the field of a name and marks it as set; nil, with a violation, when that can't be.
  mutating func claim(
    _ name: String, _ parser: inout JSONToWire, accepts: (UnsafePointer<FieldPlan>) -> Bool
  ) -> [UnsafePointer<FieldPlan>]? {
    var layout = root
    var bound = bound
    var indices: [Int] = []
    var fields: [UnsafePointer<FieldPlan>] = []
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    for (depth, part) in parts.enumerated() {
      guard let index = Self.index(of: part, layout), !(depth == 0 && index == bodyField) else {
        return refuse(name, "extra_forbidden", "Extra inputs are not permitted", &parser)
      }
      let field = layout.pointee.fields + index
      bound = bound?.pointee.child(of: index)
      if let bound, bound.pointee.isLeaf {
        return refuse(name, "value_error", "This field is set by the path", &parser)
      }
      let isLast = depth == parts.count - 1
      guard mark(indices, fields, index, layout, isLast: isLast, &parser) else {
        return refuse(name, "value_error", "This field or an alternative to it is set already", &parser)
      }
      indices.append(index)
      fields.append(field)
      if isLast {
        guard accepts(field) else {
          return refuse(name, "extra_forbidden", "This field can't be set here", &parser)
        }
      } else {
        guard field.pointee.kind == .message, field.pointee.shape == .singular, let message = field.pointee.message
        else { return refuse(name, "extra_forbidden", "Extra inputs are not permitted", &parser) }
        layout = message
      }
    }
    return fields
  }

  /// Notes the required fields that messages reached by a name lack.
  func checkRequired(_ parser: inout JSONToWire) {
    for message in reached {
      let boundHere = message.path.reduce(bound) { $0?.pointee.child(of: $1) }
      for index in 0..<message.layout.pointee.fieldCount {
        let field = message.layout.pointee.fields[index]
        guard field.isRequired, !message.seen.contains(index), boundHere?.pointee.child(of: index) == nil else {
          continue
        }
        parser.note(location, "\(message.name).\(field.name.string)", "missing", "Field required")
      }
    }
  }

  private func refuse(
    _ name: String, _ type: String, _ message: String, _ parser: inout JSONToWire
  ) -> [UnsafePointer<FieldPlan>]? {
    parser.note(location, FieldLocation.steps(name), type, message)
    return nil
  }

  /// Marks a field as set; false when it is there already (unless it repeats) or its oneof is.
  private mutating func mark(
    _ path: [Int], _ fields: [UnsafePointer<FieldPlan>], _ index: Int, _ layout: UnsafePointer<MessageLayout>,
    isLast: Bool, _ parser: inout JSONToWire
  ) -> Bool {
    let field = layout.pointee.fields[index]
    let isNew = take(index, path, fields, layout, &parser)
    if !isNew { return !isLast || field.shape == .repeated }
    guard field.oneof >= 0 else { return true }
    return take(layout.pointee.fieldCount + Int(field.oneof), path, fields, layout, &parser)
  }

  private mutating func take(
    _ bit: Int, _ path: [Int], _ fields: [UnsafePointer<FieldPlan>], _ layout: UnsafePointer<MessageLayout>,
    _ parser: inout JSONToWire
  ) -> Bool {
    if path.isEmpty { return parser.take(bit: bit, 0) }
    if let index = reached.firstIndex(where: { $0.path == path }) { return reached[index].seen.insert(bit).inserted }
    let name = fields.map { $0.pointee.name.string }.joined(separator: ".")
    reached.append(Reached(path: path, name: name, layout: layout, seen: [bit]))
    return true
  }

  private static func index(of name: Substring, _ layout: UnsafePointer<MessageLayout>) -> Int? {
    var name = name
    return name.withUTF8 { bytes in
      bytes.baseAddress.flatMap { layout.pointee.index(ofName: $0, bytes.count, expected: 0) }
    }
  }
}
