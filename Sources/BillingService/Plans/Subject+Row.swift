import Storage

extension Subject {
  /// Reads `subject_kind, subject_id` from two columns.
  init(_ row: any Row, at index: Int) throws {
    let kind = try row.text(index)
    guard let known = Kind(rawValue: kind) else { throw StorageError.unexpectedType("subject_kind \(kind)") }
    self.init(known, try row.text(index + 1))
  }
}
