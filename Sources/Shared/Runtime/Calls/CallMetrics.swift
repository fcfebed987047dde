import GRPCCore
import Metrics
import Synchronization

/// `rpc_server_requests_total` and `rpc_server_duration_seconds` by method and code.
enum CallMetrics {
  private struct Key: Hashable {
    var method: MethodDescriptor
    var code: RPCError.Code?
  }
  private struct Handles: Sendable {
    let count: Counter
    let duration: Metrics.Timer
  }
  private static let handles = Mutex<[Key: Handles]>([:])

  static func record(_ method: MethodDescriptor, _ error: ServiceError?, _ start: ContinuousClock.Instant) {
    let elapsed = ContinuousClock.now - start
    let key = Key(method: method, code: error?.code)
    let handle = handles.withLock { handles in
      if let known = handles[key] { return known }
      let dimensions = [
        ("service", method.service.fullyQualifiedService), ("method", method.method),
        ("code", error.map { String(describing: $0.code) } ?? "ok"),
      ]
      let new = Handles(
        count: Counter(label: "rpc_server_requests_total", dimensions: dimensions),
        duration: Metrics.Timer(label: "rpc_server_duration_seconds", dimensions: dimensions))
      handles[key] = new
      return new
    }
    handle.count.increment()
    let (seconds, attoseconds) = elapsed.components
    handle.duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
