import Contracts
import Runtime

extension UsageStanding {
  var asProto: BillingV1.UsageLimits {
    .with {
      if let plan {
        $0.planID = plan.id
        $0.planName = plan.name
      }
      $0.periodStart = period.start.asProto
      $0.periodEnd = period.end.asProto
      $0.messages = messages.asProto
      $0.costUsd = cost.asCostProto
      $0.tokens = tokens.asProto
    }
  }

  var asCurrentProto: BillingV1.CurrentUsage {
    .with {
      $0.periodStart = period.start.asProto
      $0.periodEnd = period.end.asProto
      if let plan {
        $0.planID = plan.id
        $0.planName = plan.name
      } else {
        $0.error = UsageRefusal.noActivePlan.message
      }
      $0.usage.messages = messages.asProto
      $0.usage.costUsd = cost.asCostProto
      $0.usage.tokens = used.asTokenCount
    }
  }

  /// - Parameter member: the caller's part.
  func asStatsProto(member: UsageTotals) -> BillingV1.UsageStats {
    .with {
      $0.periodStart = period.start.asProto
      $0.periodEnd = period.end.asProto
      if let plan {
        $0.planID = plan.id
        $0.planName = plan.name
      } else {
        $0.error = UsageRefusal.noActivePlan.message
      }
      $0.usage.messages = messages.asProto
      $0.usage.costUsd = cost.asCostProto
      $0.usage.tokens = tokens.asProto
      $0.usage.user = member.asMemberProto
    }
  }

  func asOrganizationProto(_ organizationID: String, activeUsers: Int64) -> BillingV1.OrganizationUsageStats {
    .with {
      $0.organizationID = organizationID
      if let plan {
        $0.planID = plan.id
        $0.planName = plan.name
      }
      $0.periodStart = period.start.asProto
      $0.periodEnd = period.end.asProto
      $0.messages = messages.asProto
      $0.costUsd = cost.asCostProto
      $0.tokens = used.asTokenCount
      $0.activeUsers = activeUsers
    }
  }

  /// What a consumption has come to, these being the limits afterwards.
  func asReply(to consumption: Consumption) -> BillingV1.ConsumeUsageResponse {
    .with {
      $0.success = true
      $0.allowed = true
      $0.consumed = consumption.amount
      $0.usageType = consumption.kind.rawValue
      $0.limits = asProto
    }
  }

  /// What a consumption was refused with, these being the limits.
  func asReply(to consumption: Consumption, _ refusal: UsageRefusal) -> BillingV1.ConsumeUsageResponse {
    .with {
      $0.usageType = consumption.kind.rawValue
      $0.limits = asProto
      $0.error = refusal.message
      $0.detail = refusal.message
    }
  }
}

extension ConsumptionCheck {
  func asProto(_ consumption: Consumption) -> BillingV1.CheckUsageResponse {
    let limit = limit.asProto
    return .with {
      $0.allowed = isAllowed
      $0.currentUsage = limit.current
      $0.maxLimit = limit.max
      $0.remaining = limit.remaining
      $0.requested = consumption.amount
      if let refusal { $0.error = refusal.message }
    }
  }
}
