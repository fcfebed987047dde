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
