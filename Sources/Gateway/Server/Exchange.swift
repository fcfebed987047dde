import HTTPTypes
import HummingbirdCore
import NIOCore
import Runtime

/// One request and what is known of its answer so far. Used by one task at a time.
package final class Exchange {
  let request: Request
  let head: HTTPRequest
  let fields: RequestHeaders
  let channel: any Channel
  let start = ContinuousClock.now
  let requestID: String
  /// The path without the query, still percent-encoded.
  let path: String
  /// The query without the question mark.
  let query: String
  private(set) var route: Route?
  private(set) var surface: Surface
  private(set) var clientIP: String?
  /// Whether web apps on other origins may call here at all.
  var isCrossOrigin: Bool
  /// Who of them may read the answer; decided once (``CrossOrigin/decide(_:admitting:)``).
  var reader = CrossOrigin.Reader.undecided
  /// The tokens that were taken for this request.
  var taken: [(limit: RateLimit, key: String)] = []
  /// Whether the service has been asked: an error is its own from then on.
  var isForwarded = false
  /// Headers that the answer gets besides its own.
  var headers = HTTPFields()
  /// The status sent.
  var status = 0

  package init(_ request: Request, _ channel: any Channel) {
    self.request = request
    self.head = request.head
    fields = RequestHeaders(request.head.headerFields)
    self.channel = channel
    requestID = RequestID.accept(fields.requestID)
    let target = head.path ?? "/"
    if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
      path = String(target[..<mark])
      query = String(target[target.index(after: mark)...])
    } else {
      path = target
      query = ""
    }
    surface = Surface(path: path)
    isCrossOrigin = surface == .genlobe
  }

  func use(_ route: Route) {
    self.route = route
    surface = route.surface
    isCrossOrigin = route.isCrossOrigin
  }

  func findClientIP(_ proxies: TrustedProxies) {
    guard clientIP == nil, let peer = channel.remoteAddress?.ipAddress else { return }
    clientIP = proxies.client(peer: peer, forwardedFor: proxies.isEmpty ? nil : head.headerFields[.forwardedFor])
  }

  var wantsProblem: Bool {
    fields.accept?.contains(ErrorBody.problem) ?? false
  }

  var elapsed: Duration { ContinuousClock.now - start }

  func record() {
    HTTPMetrics.record(method: head.method.rawValue, route: route?.template ?? "", status: status, elapsed)
  }
}
