/// A statement's arguments as the server takes them: binary, each with its type, except NULL, whose
/// type the server finds out.
struct PostgresParameters {
  /// Type numbers of PostgreSQL's catalogue (`pg_type.oid`).
  enum TypeID {
    static let unknown: UInt32 = 0
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let numeric: UInt32 = 1700
  }

  private(set) var types: [UInt32] = []
  private var lengths: [Int32] = []
  private var offsets: [Int?] = []
  private var bytes: [UInt8] = []

  init(_ arguments: [SQLValue]) {
    types.reserveCapacity(arguments.count)
    lengths.reserveCapacity(arguments.count)
    offsets.reserveCapacity(arguments.count)
    for argument in arguments {
      let start = bytes.count
      switch argument {
      case .null: types.append(TypeID.unknown)
      case .int(let value):
        types.append(TypeID.int8)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
      case .double(let value):
        types.append(TypeID.float8)
        withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
      case .text(let value):
        types.append(TypeID.text)
        bytes.append(contentsOf: value.utf8)
      case .blob(let value):
        types.append(TypeID.bytea)
        bytes.append(contentsOf: value)
      }
      offsets.append(argument == .null ? nil : start)
      lengths.append(Int32(clamping: bytes.count - start))
    }
    // An empty buffer has no address, and an empty value needs one: without it, it would be NULL.
    bytes.append(0)
  }

  /// Calls `body` with what libpq's `PQsendQueryPrepared` takes: values, lengths, formats.
  func withPointers<R>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
  ) -> R {
    bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = offsets.map { offset in offset.flatMap { offset in base.map { UnsafePointer($0 + offset) } } }
      let formats = [Int32](repeating: 1, count: values.count)
      return values.withUnsafeBufferPointer { values in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { formats in
            body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }
}
