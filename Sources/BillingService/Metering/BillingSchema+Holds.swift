import Storage

extension BillingSchema {
  /// Units set aside for a call under way, by lot. What a hold has beyond its parts is not covered by credits: its
  /// subject pays for it afterwards. `counted_*` name the period whose limits a hold counts against, where limits
  /// apply.
  static let holds = Migration(
    "0008_holds",
    [
      """
      CREATE TABLE holds (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        key TEXT NOT NULL,
        account_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        user_id TEXT,
        agent_id TEXT,
        model TEXT NOT NULL,
        operation_type TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0),
        messages BIGINT NOT NULL CHECK (messages >= 0),
        cost_micro_usd BIGINT NOT NULL CHECK (cost_micro_usd >= 0),
        state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'released', 'expired')),
        progress_prompt_tokens BIGINT NOT NULL DEFAULT 0 CHECK (progress_prompt_tokens >= 0),
        progress_completion_tokens BIGINT NOT NULL DEFAULT 0 CHECK (progress_completion_tokens >= 0),
        progress_cached_tokens BIGINT NOT NULL DEFAULT 0 CHECK (progress_cached_tokens >= 0),
        counted_start BIGINT,
        counted_end BIGINT,
        lifetime BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        closed_at BIGINT,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, key)
      )
      """,
      "CREATE INDEX holds_open ON holds (tenant_id, subject_kind, subject_id, expires_at) WHERE state = 'open'",
      "CREATE INDEX holds_expiring ON holds (expires_at) WHERE state = 'open'",
      """
      CREATE TABLE hold_parts (
        tenant_id TEXT NOT NULL,
        hold_id TEXT NOT NULL,
        lot_id TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount > 0),
        PRIMARY KEY (tenant_id, hold_id, lot_id)
      )
      """,
    ])
}
