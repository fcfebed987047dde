import Contracts
import Runtime

extension FinancialReport.Kind {
  /// - Throws: INVALID_ARGUMENT naming `report_type`.
  init(proto: BillingV1.GetReportRequest) throws {
    var check = Violations()
    let kind = Self(rawValue: proto.reportType)
    check.require(kind != nil, "report_type", "should be 'daily', 'weekly' or 'monthly'", type: "enum")
    self = try check.checked(kind)
  }
}

extension FinancialReport {
  var asProto: BillingV1.Report {
    .with {
      if let interval { $0.date = Self.dateText(interval.start) }
      $0.income = income
      $0.expenses = modelCost
      $0.profit = profit
      $0.breakdown.incomeBreakdown.subscription = subscription
      $0.breakdown.incomeBreakdown.microPayment = microPayment
      $0.breakdown.expenseBreakdown.apiCost = modelCost
    }
  }
}

extension BillingStats {
  var asProto: BillingV1.Stats {
    .with {
      $0.tasks.total = tasks
      $0.tasks.completed = completedTasks
      $0.tasks.totalTokens = taskTokens
      $0.tasks.totalCost = taskCost
      $0.users.total = users
      $0.users.subscriptions = subscriptions
      $0.financials.totalIncome = money.income
      $0.financials.totalExpenses = money.modelCost
      $0.financials.profit = money.profit
    }
  }
}
