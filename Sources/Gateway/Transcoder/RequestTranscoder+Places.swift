import Runtime

extension RequestTranscoder {
  /// Violations as a service found them, each with the part of the request that its field came from: a
  /// service knows its message only, and here it is known how the message was made.
  func placed(_ violations: [FieldViolation]) -> [FieldViolation] {
    violations.map { violation in
      let (place, field) = placed(violation.field)
      return FieldViolation(FieldLocation.path(field, in: place), violation.message, type: violation.type)
    }
  }

  private func placed(_ field: String) -> (place: String, field: String) {
    let names = FieldLocation.elements(field)
    if pathFields.contains(where: { names.starts(with: $0.fields.map { .name($0.pointee.name.string) }) }) {
      return ("path", field)
    }
    switch body {
    case .all: return ("body", field)
    case .none: return ("query", field)
    case .field:
      // The body is the value of one field, and says nothing of its name.
      guard let first = names.first, let index = topLevel(first) else { return ("body", field) }
      guard index == bodyField, case .name(let name) = first else { return ("query", field) }
      let rest = field.dropFirst(name.count)
      return ("body", String(rest.hasPrefix(".") ? rest.dropFirst() : rest))
    }
  }

  private func topLevel(_ element: FieldLocation.Element) -> Int? {
    (0..<layout.pointee.fieldCount).first { .name(layout.pointee.fields[$0].name.string) == element }
  }
}
