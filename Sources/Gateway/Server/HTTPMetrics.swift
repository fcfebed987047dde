import Metrics
import Runtime
import Synchronization

/// `http_server_requests_total` and `http_server_duration_seconds` by method, route and status.
enum HTTPMetrics {
  private struct Key: Hashable {
    var method: String
    var route: String
    var status: Int
  }
  private struct Handles: Sendable {
    let count: Counter
    let duration: Metrics.Timer
  }
  private static let handles = Mutex<[Key: Handles]>([:])

  static func record(method: String, route: String, status: Int, _ elapsed: Duration) {
    let key = Key(method: method, route: route, status: status)
    let handle = handles.withLock { handles in
      if let known = handles[key] { return known }
      let dimensions = [("method", method), ("route", route), ("status", String(status))]
      let new = Handles(
        count: Counter(label: "http_server_requests_total", dimensions: dimensions),
        duration: Metrics.Timer(label: "http_server_duration_seconds", dimensions: dimensions))
      handles[key] = new
      return new
    }
    handle.count.increment()
    let (seconds, attoseconds) = elapsed.components
    handle.duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
