import Storage

extension BillingSchema {
  /// `is_period` tells the totals of a subject's own period from those of a calendar
  /// month that is not one.
  static let usageFigures = Migration(
    "0040_usage_figures", ["ALTER TABLE usage_totals ADD COLUMN is_period BIGINT NOT NULL DEFAULT 1"])
}
