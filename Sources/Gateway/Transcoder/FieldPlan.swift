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
