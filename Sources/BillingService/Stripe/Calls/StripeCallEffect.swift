import Foundation
import Storage

/// What follows from a stored call once it is known to be done: in the same transaction, whoever made the call, the one
/// who asked or the worker that took it up.
protocol StripeCallEffect: Sendable {
  /// The part of the keys before the first ":".
  var kind: String { get }

  /// - Parameters:
  ///   - call: its key ends in our row's id.
  ///   - response: the body of the answer.
  func apply(_ call: StripeCall, response: Data, _ tenant: TenantTransaction, at now: Timestamp) throws
}
