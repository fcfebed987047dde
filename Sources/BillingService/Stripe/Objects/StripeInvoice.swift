/// An invoice. Since 2025-03-31 its subscription is under `parent`, and a line's price under `pricing`; before, they
/// stood for themselves: both forms are read.
struct StripeInvoice: Decodable, Sendable, Equatable {
  struct Parent: Decodable, Sendable, Equatable {
    struct Details: Decodable, Sendable, Equatable {
      var subscription: StripeReference?
      var metadata: [String: String]?
    }
    var subscriptionDetails: Details?
  }

  struct Period: Decodable, Sendable, Equatable {
    /// Unix seconds.
    var start: Int64
    var end: Int64
  }

  struct Line: Decodable, Sendable, Equatable {
    struct Pricing: Decodable, Sendable, Equatable {
      struct Details: Decodable, Sendable, Equatable {
        var price: String?
        var product: String?
      }
      var priceDetails: Details?
    }

    struct LineParent: Decodable, Sendable, Equatable {
      struct Details: Decodable, Sendable, Equatable {
        var proration: Bool?
        var subscription: String?
      }
      var subscriptionItemDetails: Details?
    }

    var id: String
    var amount: Int64
    var currency: String
    var description: String?
    var period: Period
    var quantity: Int64?
    var pricing: Pricing?
    var parent: LineParent?
    private var price: StripePrice?
    private var proration: Bool?

    /// The price that the line charges, or nil for one without.
    var priceID: String? { pricing?.priceDetails?.price ?? price?.id }
    /// Whether the line makes up for a change within a period.
    var isProration: Bool { parent?.subscriptionItemDetails?.proration ?? proration ?? false }
  }

  struct Lines: Decodable, Sendable, Equatable {
    var data: [Line]
    var hasMore: Bool?
  }

  struct StatusTransitions: Decodable, Sendable, Equatable {
    var finalizedAt: Int64?
    var paidAt: Int64?
  }

  var id: String
  var number: String?
  var customer: StripeReference?
  var customerEmail: String?
  /// "draft", "open", "paid", "uncollectible" or "void".
  var status: String?
  var currency: String
  var total: Int64
  var amountDue: Int64
  var amountPaid: Int64
  var amountRemaining: Int64?
  var attemptCount: Int64?
  var nextPaymentAttempt: Int64?
  /// "subscription_create", "subscription_cycle", "subscription_update", "manual", "upcoming", …
  var billingReason: String?
  var created: Int64
  var dueDate: Int64?
  var periodStart: Int64?
  var periodEnd: Int64?
  var hostedInvoiceUrl: String?
  var invoicePdf: String?
  var lines: Lines?
  var parent: Parent?
  var statusTransitions: StatusTransitions?
  var metadata: [String: String]?
  private var subscription: StripeReference?

  /// The subscription that it is for, or nil.
  var subscriptionID: String? { parent?.subscriptionDetails?.subscription?.id ?? subscription?.id }
}
