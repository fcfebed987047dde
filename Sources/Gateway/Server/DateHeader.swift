import Foundation
import Synchronization

/// The `Date` header (RFC 9110), made once a second.
final class DateHeader: Sendable {
  private struct State {
    var second: Int = 0
    var text = ""
  }
  private let state = Mutex(State())

  var value: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return state.withLock { state in
      if state.second != time.tv_sec {
        state.second = time.tv_sec
        state.text = Self.format(time.tv_sec)
      }
      return state.text
    }
  }

  static func format(_ seconds: Int) -> String {
    var seconds = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }
}
