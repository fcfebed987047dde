/// A run of bytes that lives as long as the schema; readable, as zeros, for ``padding`` bytes more, so
/// that short texts are copied in whole words.
struct ConstantText {
  static let padding = 8
  let base: UnsafePointer<UInt8>
  let count: Int

  @inline(__always)
  func equals(_ other: UnsafePointer<UInt8>, _ otherCount: Int) -> Bool {
    guard count == otherCount else { return false }
    var index = 0
    while index &+ 8 <= count {
      let left = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
      let right = UnsafeRawPointer(other + index).loadUnaligned(as: UInt64.self)
      if left != right { return false }
      index &+= 8
    }
    while index < count {
      if base[index] != other[index] { return false }
      index &+= 1
    }
    return true
  }

  var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }
}

/// How a single value of a field looks in JSON and on the wire.
enum FieldKind: UInt8 {
  case double, float, int32, int64, uint32, uint64, sint32, sint64
  case fixed32, fixed64, sfixed32, sfixed64, bool, string, bytes, enumeration
  case message, timestamp, duration, structure, value, listValue, fieldMask, nullValue
  /// A message that JSON shows as its only field: a wrapper of `google/protobuf/wrappers.proto`, or
  /// any message under `FieldRule.unwrap`.
  case unwrapped
  case httpBody
  /// `google.protobuf.Any` and groups, which no route may reach.
  case unsupported

  /// protobuf's wire types.
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  var wireType: WireType {
    switch self {
    case .double, .fixed64, .sfixed64: .fixed64
    case .float, .fixed32, .sfixed32: .fixed32
    case .int32, .int64, .uint32, .uint64, .sint32, .sint64, .bool, .enumeration, .nullValue: .varint
    default: .lengthDelimited
    }
  }

  var isPackable: Bool { wireType != .lengthDelimited }
  var isInteger: Bool { self != .double && self != .float && self != .bool && isPackable && !isEnumeration }
  var isEnumeration: Bool { self == .enumeration || self == .nullValue }
  /// Whether JSON's null is a value and not the lack of one.
  var takesNull: Bool { self == .value || self == .nullValue }
}

enum FieldShape: UInt8 {
  case singular, repeated, map
}

/// Everything the transcoder needs to know of one field: trivial, so that loops copy it for free.
struct FieldPlan {
  var number: UInt32 = 0
  var kind: FieldKind = .unsupported
  var shape: FieldShape = .singular
  /// An unset field is told from a default one: `optional`, messages, members of a oneof.
  var hasPresence = false
  var isRequired = false
  var omitsUnset = false
  var isPacked = false
  var decimalPlaces: UInt8 = 0
  /// The tag as it goes on the wire, little-endian in a word (packed: of the whole run).
  var tag: UInt64 = 0
  var tagLength: UInt8 = 0
  /// In JSON.
  var name: ConstantText
  var protoName: ConstantText
  /// `,"name":`
  var key: ConstantText
  /// The oneof's index in its message, or -1.
  var oneof: Int32 = -1
  /// Of `message` and `unwrapped` kinds; of a map, its entry.
  var message: UnsafePointer<MessageLayout>?
  /// Of enums, and of strings that are one of a closed set (`FieldRule.values`).
  var enumeration: UnsafePointer<EnumLayout>?
}

/// One message type.
struct MessageLayout {
  /// `.message`, or the kind of a well-known type.
  var kind: FieldKind = .message
  var fields: UnsafePointer<FieldPlan>
  var fieldCount: Int
  /// Counts real oneofs; those of `optional` fields don't count.
  var oneofCount: Int
  /// Words of a bit set with a bit for each field and then each oneof.
  var seenWords: Int
  /// The required fields, as such a bit set.
  var required: UnsafePointer<UInt64>
  /// Field index + 1 by hash of the JSON name; 0 is free.
  var nameTable: UnsafePointer<UInt16>
  var nameMask: Int
  /// Field index + 1 by number, for numbers below `numberCount`.
  var numberTable: UnsafePointer<UInt16>
  var numberCount: Int
  var fullName: ConstantText

  /// Finds a field by its JSON name; `expected` is where declaration order would have it.
  @inline(__always)
  func index(ofName name: UnsafePointer<UInt8>, _ count: Int, expected: Int) -> Int? {
    if expected < fieldCount, fields[expected].name.equals(name, count) { return expected }
    return indexByHash(name, count)
  }

  private func indexByHash(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var slot = Self.hash(name, count) & nameMask
    while nameTable[slot] != 0 {
      let index = Int(nameTable[slot]) &- 1
      if fields[index].name.equals(name, count) { return index }
      slot = (slot &+ 1) & nameMask
    }
    return nil
  }

  /// Finds a field by its number; `expected` is where ascending order would have it.
  @inline(__always)
  func index(ofNumber number: UInt32, expected: Int) -> Int? {
    if expected < fieldCount, fields[expected].number == number { return expected }
    if number < numberCount {
      let index = Int(numberTable[Int(number)])
      return index == 0 ? nil : index &- 1
    }
    for index in 0..<fieldCount where fields[index].number == number { return index }
    return nil
  }

  /// FNV-1a; names come from the contract, so nobody can craft collisions.
  static func hash(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<count { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash & 0x7fff_ffff)
  }
}

/// One enum type.
struct EnumLayout {
  struct Spelling {
    var text: ConstantText
    var number: Int32
  }
  /// What JSON may say: documented spellings first, then proto names.
  var spellings: UnsafePointer<Spelling>
  var spellingCount: Int
  /// What JSON will say, quoted: by number, one for each.
  var answers: UnsafePointer<Spelling>
  var answerCount: Int
  /// For an error message: `'a', 'b' or 'c'`.
  var choices: ConstantText

  func number(of name: UnsafePointer<UInt8>, _ count: Int) -> Int32? {
    for index in 0..<spellingCount where spellings[index].text.equals(name, count) { return spellings[index].number }
    return nil
  }

  func answer(for number: Int32) -> ConstantText? {
    let direct = Int(number)
    if direct >= 0 && direct < answerCount && answers[direct].number == number { return answers[direct].text }
    for index in 0..<answerCount where answers[index].number == number { return answers[index].text }
    return nil
  }
}
