import Contracts
import Runtime
import Storage

extension OrderV1.GetDashboardRequest {
  /// - Throws: INVALID_ARGUMENT naming `days`.
  func checkedDays() throws -> Int32 {
    var check = Violations()
    if hasDays { check.number(days, "days", 1...366) }
    try check.throwIfAny()
    return hasDays ? days : 30
  }
}

extension Dashboard {
  func asProto(
    of store: Store, at now: Timestamp, since: Timestamp,
    conversations: Result<AgentV1.ConversationSummary, ServiceError>
  ) -> OrderV1.Dashboard {
    .with {
      $0.storeID = store.id
      $0.asOf = now.asProto
      $0.periodStart = since.asProto
      $0.orders = orders.asProto(currency: store.currency)
      $0.leads = leads.asProto
      $0.products = products.asProto
      switch conversations {
      case .success(let summary): $0.conversations = OrderV1.DashboardConversations(summary)
      case .failure(let error): $0.conversationsError = error.message
      }
    }
  }
}

extension Dashboard.Count {
  fileprivate var asProto: OrderV1.DashboardCount {
    .with {
      $0.name = name
      $0.count = count
    }
  }
}

extension Dashboard.Orders {
  fileprivate func asProto(currency: String) -> OrderV1.DashboardOrders {
    .with {
      $0.total = total
      $0.inPeriod = inPeriod
      $0.revenueCentsInPeriod = revenueCentsInPeriod
      $0.averageTicketCents = averageTicketCents
      $0.currency = currency
      $0.byStatus = byStatus.map(\.asProto)
      $0.recent = recent.map { order in
        .with {
          $0.id = order.id
          $0.status = order.status
          $0.totalCents = order.totalCents
          if let name = order.customerName { $0.customerName = name }
          $0.createdAt = order.createdAt.asProto
        }
      }
    }
  }
}

extension Dashboard.Leads {
  fileprivate var asProto: OrderV1.DashboardLeads {
    .with {
      $0.total = total
      $0.inPeriod = inPeriod
      $0.byStatus = byStatus.map(\.asProto)
      $0.byChannel = byChannel.map(\.asProto)
    }
  }
}

extension Dashboard.Products {
  fileprivate var asProto: OrderV1.DashboardProducts {
    .with {
      $0.total = total
      $0.active = active
      $0.outOfStock = outOfStock
      $0.bestSellers = bestSellers.map { product in
        .with {
          $0.id = product.id
          $0.name = product.name
          $0.units = product.units
          $0.revenueCents = product.revenueCents
        }
      }
    }
  }
}

extension OrderV1.DashboardConversations {
  fileprivate init(_ summary: AgentV1.ConversationSummary) {
    self = .with {
      $0.total = summary.total
      $0.activeInPeriod = summary.activeSince
      $0.messagesInPeriod = summary.messagesSince
      $0.recent = summary.recent.map { conversation in
        .with {
          $0.leadID = conversation.leadID
          if conversation.hasAgentID { $0.agentID = conversation.agentID }
          $0.messages = conversation.messages
          $0.lastMessage = conversation.lastMessage
          $0.lastMessageAt = conversation.lastMessageAt
        }
      }
    }
  }
}
