import Storage

extension BillingSchema {
  /// What people look usage up by. `is_period` tells the totals of a subject's own period from those of a calendar
  /// month that is not one.
  static let usageFigures = Migration(
    "0040_usage_figures",
    [
      "ALTER TABLE usage_totals ADD COLUMN is_period BIGINT NOT NULL DEFAULT 1",
      "CREATE INDEX usage_by_user ON usage (tenant_id, user_id, occurred_at, id) WHERE user_id IS NOT NULL",
    ])
}
