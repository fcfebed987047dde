import Storage

/// A store at a glance; everything of one moment.
struct Dashboard: Sendable, Equatable {
  /// A name and how many.
  struct Count: Sendable, Equatable {
    var name: String
    var count: Int64
  }

  struct Orders: Sendable, Equatable {
    var inPeriod: Int64
    var revenueCentsInPeriod: Int64
    var salesInPeriod: Int64
    /// In the order of the state machine, those without any order included.
    var byStatus: [Count]
    var recent: [RecentOrder]

    var total: Int64 { byStatus.reduce(0) { $0 + $1.count } }
    /// Rounded to a cent; 0 without sales.
    var averageTicketCents: Int64 {
      salesInPeriod == 0 ? 0 : (revenueCentsInPeriod + salesInPeriod / 2) / salesInPeriod
    }
  }

  struct RecentOrder: Sendable, Equatable {
    var id: String
    var status: String
    var totalCents: Int64
    var customerName: String?
    var createdAt: Timestamp
  }

  struct Leads: Sendable, Equatable {
    var inPeriod: Int64
    var byStatus: [Count]
    /// Most first.
    var byChannel: [Count]

    var total: Int64 { byStatus.reduce(0) { $0 + $1.count } }
  }

  struct Products: Sendable, Equatable {
    var total: Int64
    var active: Int64
    var outOfStock: Int64
    var bestSellers: [BestSeller]
  }

  struct BestSeller: Sendable, Equatable {
    var id: String
    var name: String
    var units: Int64
    var revenueCents: Int64
  }

  var orders: Orders
  var leads: Leads
  var products: Products
}
