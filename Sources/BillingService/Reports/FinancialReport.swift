import Storage

/// What came in and what went out, in millionths of a US dollar.
struct FinancialReport: Sendable, Equatable {
  /// Which period a report is about, as its path names it.
  enum Kind: String, Sendable {
    case daily, weekly, monthly

    var period: CalendarPeriod {
      switch self {
      case .daily: .day
      case .weekly: .week
      case .monthly: .month
      }
    }
  }

  /// Nil: since the beginning.
  var interval: Interval?
  /// Invoices of subscriptions, top-ups and overage.
  var subscription: Int64 = 0
  /// Everything that is paid by itself.
  var microPayment: Int64 = 0
  /// Calls of models.
  var modelCost: Int64 = 0

  var income: Int64 { subscription + microPayment }
  var profit: Int64 { income - modelCost }

  /// A cent is this many millionths.
  private static let microUSDPerCent: Int64 = 10_000

  /// - Parameters:
  ///   - revenue: what stands on the stream's accounts, in cents.
  init(interval: Interval?, revenue: [RevenueStream: Int64], modelCost: Int64) {
    self.interval = interval
    self.modelCost = modelCost
    for (stream, cents) in revenue {
      // Revenue stands on its accounts as negative entries.
      let amount = -cents * Self.microUSDPerCent
      switch stream {
      case .subscription, .topup, .overage: subscription += amount
      case .purchase, .microPayment: microPayment += amount
      }
    }
  }

  /// The first day as ISO 8601 has it.
  static func dateText(_ start: Timestamp) -> String {
    start.date.formatted(.iso8601.year().month().day())
  }
}
