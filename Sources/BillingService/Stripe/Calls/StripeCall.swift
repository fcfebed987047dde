import Crypto
import Foundation
import Storage

/// Something to be done at Stripe exactly once, as it is written down.
struct StripeCall: Sendable, Equatable {
  enum State: String, Sendable {
    /// Not sent yet, as far as anybody knows.
    case new
    /// Sent; whether it was done is not known yet.
    case sent
    case done
    /// Refused: it is not done, and never will be under this key.
    case failed
    /// Sent so long ago that Stripe no longer knows its key, and not to be found there: for people to decide.
    case unknown
  }

  /// How long Stripe is sure to know a key, with an hour to spare.
  static let keyLifetime = Duration.seconds(23 * 3600)
  /// Stripe's limit is 255.
  private static let maximumKeyLength = 200

  var key: String
  var request: StripeRequest
  var state: State
  var attempts: Int64 = 0
  var createdAt: Timestamp
  var firstSentAt: Timestamp?
  /// Until when somebody is making it.
  var leasedUntil: Timestamp
  var response: [UInt8]?
  var refusal: StripeRefusal?

  /// What the key says it is for.
  var kind: String { String(key.prefix { $0 != ":" }) }

  func isLeased(at now: Timestamp) -> Bool { (state == .new || state == .sent) && now < leasedUntil }

  /// Whether Stripe may have forgotten the key: sending it again could do it twice.
  func isForgotten(at now: Timestamp) -> Bool {
    firstSentAt.map { now >= $0.adding(Self.keyLifetime) } ?? false
  }

  /// What the request is sent with: the tenant, so that two tenants of one account never meet, and the row's key.
  static func idempotencyKey(tenantID: String, key: String) -> String {
    let full = "quartet:\(tenantID):\(key)"
    guard full.utf8.count > maximumKeyLength else { return full }
    let hash = SHA256.hash(data: Data(full.utf8)).prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return String(full.prefix(120)) + ":" + hash.joined()
  }

  /// The metadata by which an object is found again.
  static let mark = "quartet_id"

  /// The request as it is sent.
  func outgoing(tenantID: String) -> StripeRequest {
    var request = request
    let key = Self.idempotencyKey(tenantID: tenantID, key: key)
    if request.method == .post { request.idempotencyKey = key }
    if request.isFindable {
      let mark = StripeParameters([("metadata", .metadata([Self.mark: key]))]).encoded
      request.form += request.form.isEmpty ? mark : "&\(mark)"
    }
    return request
  }
}
