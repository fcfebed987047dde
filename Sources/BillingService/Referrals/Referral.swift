import Storage

/// Somebody who came by a code.
struct Referral: Sendable, Equatable {
  enum Status: String, Sendable, CaseIterable {
    /// The first invoice is not paid yet.
    case pending
    case rewarded
    /// The first invoice was paid back. Final.
    case void
  }

  /// UUIDv7.
  var id: String
  var code: String
  var referrerID: String
  /// Nil for somebody who pays without an account.
  var refereeID: String?
  /// The customer at Stripe.
  var customerID: String
  var status = Status.pending
  var referrerTokens: Int64 = 0
  var refereeTokens: Int64 = 0
  /// When the checkout was made: an invoice that was paid before is not what the code led to.
  var attributedAt: Timestamp
  var rewardedAt: Timestamp?

  /// The lots of the rewards.
  var referrerGrantID: String { "referral:\(id):referrer" }
  var refereeGrantID: String { "referral:\(id):referee" }
}

/// Which referrals.
struct ReferralQuery: Sendable {
  var page: PageRequest
  var code: String?
  var status: Referral.Status?
}
