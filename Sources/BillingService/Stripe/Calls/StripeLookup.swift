import Foundation
import Runtime
import Storage

/// Looks at Stripe for the object that a call may have made, by the mark in its metadata. Never by Stripe's search, which
/// is behind what happens.
struct StripeLookup: Sendable {
  enum Finding: Sendable, Equatable {
    /// The object.
    case found(Data)
    /// All objects of the time were looked at.
    case notThere
    /// The object has no mark, or there are too many to look at.
    case notKnown
  }

  private static let maximumPages = 50
  /// How far clocks may be apart, in seconds.
  private static let tolerance: Int64 = 300

  private let call: StripeCall
  private let mark: String

  init(_ call: StripeCall, tenantID: String) {
    self.call = call
    mark = StripeCall.idempotencyKey(tenantID: tenantID, key: call.key)
  }

  func run(_ exchange: (StripeRequest) async throws -> Data) async throws -> Finding {
    guard call.request.isFindable, let sentAt = call.firstSentAt else { return .notKnown }
    var last: String?
    for _ in 0..<Self.maximumPages {
      let page = StripeOperation<StripeList<JSONValue>>(request(since: sentAt, after: last))
      let list = try page.answer(await exchange(page.request))
      for object in list.data where object["metadata"]?[StripeCall.mark]?.string == mark {
        return .found(Data(object.text.utf8))
      }
      guard list.hasMore, let id = list.data.last?["id"]?.string else { return .notThere }
      last = id
    }
    return .notKnown
  }

  private func request(since sentAt: Timestamp, after last: String?) -> StripeRequest {
    let seconds = sentAt.microseconds / 1_000_000
    let customer = call.request.form.split(separator: "&").first { $0.hasPrefix("customer=") }?.dropFirst(9)
    return .get(
      call.request.path,
      [
        "created": ["gte": .number(seconds - Self.tolerance)], "limit": 100,
        "customer": customer.map { .text(String($0)) },
        "status": call.request.path == "/v1/subscriptions" ? "all" : nil,
        "starting_after": last.map(StripeValue.text),
      ])
  }
}

extension StripeRefusal {
  /// A call of more than a day ago that Stripe knows nothing of: it was never done.
  static let neverArrived = StripeRefusal(type: "never_arrived", status: 0)
}
