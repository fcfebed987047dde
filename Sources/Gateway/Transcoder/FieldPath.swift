/// Dotted paths of proto names, as `google.api.http` uses them.
enum FieldPath {
  /// - Returns: the indices of the fields on the way, and the fields.
  /// - Throws: ``SchemaError`` for a path that doesn't exist or goes through something that is no
  ///   single message.
  static func resolve(
    _ path: String, in root: UnsafePointer<MessageLayout>
  ) throws(SchemaError) -> (indices: [Int], fields: [UnsafePointer<FieldPlan>]) {
    let typeName = root.pointee.fullName.string
    var layout = root
    var indices: [Int] = []
    var fields: [UnsafePointer<FieldPlan>] = []
    let names = path.split(separator: ".", omittingEmptySubsequences: false)
    for (depth, name) in names.enumerated() {
      guard let index = index(of: String(name), layout) else {
        throw SchemaError("\(typeName) has no field \(path)")
      }
      let field = layout.pointee.fields + index
      indices.append(index)
      fields.append(field)
      if depth == names.count - 1 { break }
      guard field.pointee.kind == .message, field.pointee.shape == .singular, let next = field.pointee.message else {
        throw SchemaError("\(typeName).\(path): \(name) is not a message, or is repeated")
      }
      layout = next
    }
    return (indices, fields)
  }

  private static func index(of name: String, _ layout: UnsafePointer<MessageLayout>) -> Int? {
    (0..<layout.pointee.fieldCount).first { layout.pointee.fields[$0].protoName.string == name }
  }
}
