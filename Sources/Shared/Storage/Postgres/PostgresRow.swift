import CPostgres

/// One row of a ``PostgresResult``, which outlives it.
struct PostgresRow: Row {
  typealias TypeID = PostgresParameters.TypeID

  let result: OpaquePointer
  let row: Int32

  func isNull(_ index: Int) -> Bool {
    index >= Int(PQnfields(result)) || PQgetisnull(result, row, Int32(index)) != 0
  }

  func text(_ index: Int) throws -> String {
    switch type(index) {
    case TypeID.bool, TypeID.bytea, TypeID.int8, TypeID.int2, TypeID.int4, TypeID.oid, TypeID.float4, TypeID.float8,
      TypeID.numeric:
      throw unexpected("text", index)
    default: return String(decoding: try bytes(index, "text"), as: UTF8.self)
    }
  }

  func int(_ index: Int) throws -> Int64 {
    let bytes = try bytes(index, "integer")
    let value: Int64? =
      switch type(index) {
      case TypeID.int8, TypeID.int4, TypeID.int2, TypeID.oid: integer(bytes)
      case TypeID.numeric: integer(bytes.droppingZeroFraction)
      case TypeID.bool: bytes.first == UInt8(ascii: "t") ? 1 : 0
      case TypeID.float4, TypeID.float8: Double(String(decoding: bytes, as: UTF8.self)).flatMap(Int64.init(exactly:))
      default: nil
      }
    guard let value else { throw unexpected("integer", index) }
    return value
  }

  func double(_ index: Int) throws -> Double {
    switch type(index) {
    case TypeID.int8, TypeID.int4, TypeID.int2, TypeID.numeric, TypeID.float4, TypeID.float8:
      guard let value = Double(String(decoding: try bytes(index, "double"), as: UTF8.self)) else { fallthrough }
      return value
    default: throw unexpected("double", index)
    }
  }

  func blob(_ index: Int) throws -> [UInt8] {
    let hex = try bytes(index, "blob")
    guard type(index) == TypeID.bytea, hex.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]) else {
      throw unexpected("blob", index)
    }
    return [UInt8](unsafeUninitializedCapacity: (hex.count - 2) / 2) { buffer, count in
      count = (hex.count - 2) / 2
      for byte in 0..<count { buffer[byte] = nibble(hex[2 + 2 * byte]) << 4 | nibble(hex[3 + 2 * byte]) }
    }
  }

  private func nibble(_ digit: UInt8) -> UInt8 { digit <= UInt8(ascii: "9") ? digit & 0x0f : (digit & 0x0f) + 9 }

  private func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = digits.first == UInt8(ascii: "-")
    var value: Int64 = 0
    guard digits.count > (isNegative ? 1 : 0) else { return nil }
    for digit in digits.dropFirst(isNegative ? 1 : 0) {
      guard digit &- UInt8(ascii: "0") < 10 else { return nil }
      // Counted downwards, for there is one negative number more.
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.subtractingReportingOverflow(Int64(digit &- UInt8(ascii: "0")))
      guard !tooLarge, !overflow else { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  private func bytes(_ index: Int, _ wanted: String) throws -> UnsafeBufferPointer<UInt8> {
    guard !isNull(index), let start = PQgetvalue(result, row, Int32(index)) else { throw unexpected(wanted, index) }
    let count = Int(PQgetlength(result, row, Int32(index)))
    return UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
  }

  private func type(_ index: Int) -> UInt32 { PQftype(result, Int32(index)) }

  private func unexpected(_ wanted: String, _ index: Int) -> StorageError {
    let columns = Int(PQnfields(result))
    guard index < columns else { return .unexpectedType("column \(index) of \(columns)") }
    let name = PQfname(result, Int32(index)).map { String(cString: $0) } ?? ""
    let found =
      if isNull(index) {
        "NULL"
      } else {
        switch type(index) {
        case TypeID.int2, TypeID.int4, TypeID.int8, TypeID.bool: "integer"
        case TypeID.float4, TypeID.float8, TypeID.numeric: "double"
        case TypeID.bytea: "blob"
        default: "text"
        }
      }
    return .unexpectedType("column \(index) (\(name)) is \(found), not \(wanted)")
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// "12.000" as "12"; anything else as it is.
  fileprivate var droppingZeroFraction: UnsafeBufferPointer<UInt8> {
    guard let point = firstIndex(of: UInt8(ascii: ".")), self[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return self }
    return UnsafeBufferPointer(rebasing: self[..<point])
  }
}
