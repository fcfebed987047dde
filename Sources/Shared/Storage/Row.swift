/// One row of a result, read by position. A NULL or a value of another type where none is expected is
/// a programming error and throws ``StorageError/unexpectedType(_:)``.
public protocol Row {
  func isNull(_ index: Int) -> Bool
  func text(_ index: Int) throws -> String
  func int(_ index: Int) throws -> Int64
  func double(_ index: Int) throws -> Double
  func blob(_ index: Int) throws -> [UInt8]
}

extension Row {
  public func optionalText(_ index: Int) throws -> String? { isNull(index) ? nil : try text(index) }
  public func optionalInt(_ index: Int) throws -> Int64? { isNull(index) ? nil : try int(index) }
  public func optionalDouble(_ index: Int) throws -> Double? { isNull(index) ? nil : try double(index) }
  public func optionalBlob(_ index: Int) throws -> [UInt8]? { isNull(index) ? nil : try blob(index) }
  public func bool(_ index: Int) throws -> Bool { try int(index) != 0 }
  /// Microseconds since 1970.
  public func time(_ index: Int) throws -> Timestamp { Timestamp(microseconds: try int(index)) }
  public func optionalTime(_ index: Int) throws -> Timestamp? { isNull(index) ? nil : try time(index) }
}
