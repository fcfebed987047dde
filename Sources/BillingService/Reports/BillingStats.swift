/// Figures since the beginning.
struct BillingStats: Sendable, Equatable {
  var tasks: Int64
  /// Those whose usage was booked.
  var completedTasks: Int64
  var taskTokens: Int64
  /// In millionths of a US dollar.
  var taskCost: Int64
  var users: Int64
  var subscriptions: Int64
  var money: FinancialReport
}
