/// How many values a field may have.
enum FieldShape: UInt8 {
  case singular, repeated, map
}
