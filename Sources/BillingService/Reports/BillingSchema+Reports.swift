import Storage

extension BillingSchema {
  /// What reports count. Partial, so that nothing else pays for them.
  static let reports = Migration(
    "0030_reports",
    [
      "CREATE INDEX holds_of_tasks ON holds (tenant_id, user_id) WHERE operation_type = 'task'",
      "CREATE INDEX usage_of_tasks ON usage (tenant_id) WHERE operation_type = 'task'",
    ])
}
