import Storage

extension Row {
  /// A text column as one of an enum's values.
  /// - Throws: ``StorageError/unexpectedType(_:)`` for any other text: a row this version can't read.
  func value<Value: RawRepresentable<String>>(_ index: Int) throws -> Value {
    let text = try text(index)
    guard let value = Value(rawValue: text) else { throw StorageError.unexpectedType("\(text) as \(Value.self)") }
    return value
  }
}
