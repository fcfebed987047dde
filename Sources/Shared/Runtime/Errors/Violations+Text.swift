/// The rules for texts that clients send: one place for their length and for what may stand in them.
extension Violations {
  /// What an indexed text may have, so that PostgreSQL's limit of a third of a page (2,704 bytes) for all columns
  /// of an index leaves room for ids beside it.
  public static let maximumIndexedBytes = 2_000

  /// Text between two lengths, without control characters other than tab and line breaks.
  ///
  /// Lengths are counted in Unicode scalars, each of which has at most four bytes: a visible character may have
  /// any number of combining marks, so that a limit on characters would limit nothing.
  /// - Parameter isStored: false for what only passes through (a question to a model): documents that people paste
  ///   have form feeds. NUL is refused everywhere.
  public mutating func text(_ value: String, _ field: String, _ length: ClosedRange<Int>, isStored: Bool = true) {
    if value.isEmpty && length.lowerBound > 0 {
      add(field, "Field required", type: "missing")
    } else if value.utf8.count < length.lowerBound || value.unicodeScalars.count < length.lowerBound {
      add(field, "should have at least \(length.lowerBound) characters", type: "string_too_short")
    } else if value.isLonger(than: length.upperBound) {
      add(field, "should have at most \(length.upperBound) characters", type: "string_too_long")
    } else if let control = value.firstControlCharacter, isStored || value.utf8.contains(0) {
      add(field, "should not have control characters, as \(control)", type: "value_error")
    }
  }

  /// Text between two lengths, counted in bytes, for what an index or another system bounds in bytes.
  public mutating func bytes(_ value: String, _ field: String, _ length: ClosedRange<Int>) {
    let before = all.count
    text(value, field, min(1, length.lowerBound)...length.upperBound)
    guard all.count == before, !length.contains(value.utf8.count) else { return }
    let isShort = value.utf8.count < length.lowerBound
    add(
      field, "should have at \(isShort ? "least \(length.lowerBound)" : "most \(length.upperBound)") bytes",
      type: isShort ? "string_too_short" : "string_too_long")
  }

  /// Text that something is found by (a SKU, another system's id): without characters that nobody sees, so that
  /// two that look alike are alike, and no longer than an index can hold. What is stored should be in
  /// ``Swift/String/composed`` form.
  public mutating func identifier(_ value: String, _ field: String, _ length: ClosedRange<Int>) {
    let before = all.count
    text(value, field, length)
    guard all.count == before else { return }
    if value.utf8.count > Self.maximumIndexedBytes {
      add(field, "should have at most \(Self.maximumIndexedBytes) bytes", type: "string_too_long")
    } else if let scalar = value.firstInvisibleCharacter {
      add(field, "should not have invisible characters, as \(scalar)", type: "value_error")
    }
  }
}
