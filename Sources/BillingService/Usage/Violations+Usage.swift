import Runtime

/// The fields that usage and metering requests share.
extension Violations {
  /// An id of this or of another system.
  mutating func id(_ value: String, _ field: String) {
    text(value, field, 1...128)
  }

  mutating func model(_ value: String) {
    text(value, "model", 1...128)
  }

  mutating func operationType(_ value: String) {
    guard !value.isEmpty else { return add("operation_type", "Field required", type: "missing") }
    require(
      Self.isOperationType(value), "operation_type",
      "must be 1 to 64 lower-case letters, digits and underscores, beginning with a letter",
      type: "string_pattern_mismatch")
  }

  mutating func tokens(_ value: Int64, _ field: String) {
    number(value, field, 0...ModelUsage.maximumTokens)
  }

  /// `^[a-z][a-z0-9_]{0,63}$`
  private static func isOperationType(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, (97...122).contains(first), bytes.count <= 64 else { return false }
    return bytes.allSatisfy(isWordByte)
  }

  /// Lower-case letters, digits and underscores.
  static func isWordByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
  }
}
