import Storage

extension BillingSchema {
  /// `usage`: what was used, never changed afterwards. `seq` counts a subject's usage of an asset without gaps.
  /// Every unit has exactly one funding, which the engine holds.
  ///
  /// `usage_totals`: its sums by period, of the whole subject (user ''), of each of its users, and of a user over
  /// all subjects (the user as subject, user '*'), kept in the transaction that books; `held_*` is what open holds count
  /// against limits.
  static let usage = Migration(
    "0009_usage",
    [
      """
      CREATE TABLE usage (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        asset TEXT NOT NULL,
        seq BIGINT NOT NULL,
        source TEXT NOT NULL,
        source_id TEXT NOT NULL,
        user_id TEXT,
        agent_id TEXT,
        lead_id TEXT,
        model TEXT NOT NULL,
        operation_type TEXT NOT NULL,
        messages BIGINT NOT NULL CHECK (messages >= 0),
        prompt_tokens BIGINT NOT NULL CHECK (prompt_tokens >= 0),
        cached_tokens BIGINT NOT NULL CHECK (cached_tokens >= 0 AND cached_tokens <= prompt_tokens),
        completion_tokens BIGINT NOT NULL CHECK (completion_tokens >= 0),
        units BIGINT NOT NULL,
        included_units BIGINT NOT NULL CHECK (included_units >= 0),
        grant_units BIGINT NOT NULL CHECK (grant_units >= 0),
        topup_units BIGINT NOT NULL CHECK (topup_units >= 0),
        metered_units BIGINT NOT NULL CHECK (metered_units >= 0),
        overage_units BIGINT NOT NULL CHECK (overage_units >= 0),
        cost_micro_usd BIGINT NOT NULL CHECK (cost_micro_usd >= 0),
        is_priced BIGINT NOT NULL,
        price_version BIGINT NOT NULL,
        hold_id TEXT,
        journal_key TEXT NOT NULL,
        occurred_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, source, source_id),
        UNIQUE (tenant_id, subject_kind, subject_id, asset, seq),
        CONSTRAINT usage_funding CHECK (
          units = included_units + grant_units + topup_units + metered_units + overage_units)
      )
      """,
      "CREATE INDEX usage_by_subject ON usage (tenant_id, subject_kind, subject_id, occurred_at)",
      "CREATE INDEX usage_by_user ON usage (tenant_id, user_id, occurred_at, id) WHERE user_id IS NOT NULL",
      """
      CREATE TABLE usage_totals (
        tenant_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        period_start BIGINT NOT NULL,
        period_end BIGINT NOT NULL,
        messages BIGINT NOT NULL DEFAULT 0,
        prompt_tokens BIGINT NOT NULL DEFAULT 0,
        completion_tokens BIGINT NOT NULL DEFAULT 0,
        cost_micro_usd BIGINT NOT NULL DEFAULT 0,
        held_messages BIGINT NOT NULL DEFAULT 0 CHECK (held_messages >= 0),
        held_tokens BIGINT NOT NULL DEFAULT 0 CHECK (held_tokens >= 0),
        held_cost_micro_usd BIGINT NOT NULL DEFAULT 0 CHECK (held_cost_micro_usd >= 0),
        PRIMARY KEY (tenant_id, subject_kind, subject_id, user_id, period_start, period_end)
      )
      """,
    ])
}
