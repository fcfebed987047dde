/// Numbers as JSON text.
enum NumberText {
  /// The shortest text that reads back as the same number; integers without a fraction; null for NaN
  /// and the infinities, which JSON lacks.
  static func write(_ value: Double, _ out: inout ByteWriter) {
    if value.magnitude < 0x1p53, let integer = Int64(exactly: value), integer != 0 || value.sign == .plus {
      out.append(decimal: integer)
    } else if value.isFinite {
      out.append(value.description)
    } else {
      out.append("null")
    }
  }

  static func write(_ value: Float, _ out: inout ByteWriter) {
    if value.magnitude < 0x1p24, let integer = Int64(exactly: value), integer != 0 || value.sign == .plus {
      out.append(decimal: integer)
    } else if value.isFinite {
      out.append(value.description)
    } else {
      out.append("null")
    }
  }

  /// `magnitude` / 10^`places`, exactly, without trailing zeros.
  static func write(_ magnitude: UInt64, places: Int, _ out: inout ByteWriter) {
    var scale: UInt64 = 1
    for _ in 0..<places { scale &*= 10 }
    out.append(decimal: magnitude / scale)
    var fraction = magnitude % scale
    if fraction == 0 { return }
    var width = places
    while fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    out.append(UInt8(ascii: "."))
    out.append(decimal: fraction, width: width)
  }
}
