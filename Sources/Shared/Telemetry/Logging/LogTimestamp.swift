import Foundation

/// RFC 3339 times in UTC with microseconds, written by hand: formatters cost more than the rest of a line.
enum LogTimestamp {
  static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: time.tv_sec, microseconds: Int(time.tv_nsec) / 1000)
  }

  static func text(seconds: Int, microseconds: Int) -> String {
    var seconds = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return String(unsafeUninitializedCapacity: 27) { buffer in
      var position = 0
      func put(_ number: Int, _ digits: Int, _ after: Unicode.Scalar) {
        var rest = number
        for offset in (0..<digits).reversed() {
          buffer[position + offset] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        buffer[position + digits] = UInt8(ascii: after)
        position += digits + 1
      }
      put(Int(parts.tm_year) + 1900, 4, "-")
      put(Int(parts.tm_mon) + 1, 2, "-")
      put(Int(parts.tm_mday), 2, "T")
      put(Int(parts.tm_hour), 2, ":")
      put(Int(parts.tm_min), 2, ":")
      put(Int(parts.tm_sec), 2, ".")
      put(microseconds, 6, "Z")
      return position
    }
  }
}
