import Storage

extension BillingSchema {
  /// Everything about Stripe, in the order of its making.
  static let stripe = [stripeKeys, stripeCalls, stripeEvents]

  /// Secrets are sealed. A tenant without a row has no keys, or the installation's.
  private static let stripeKeys = Migration(
    "0020_stripe_keys",
    [
      """
      CREATE TABLE stripe_keys (
        tenant_id TEXT PRIMARY KEY,
        sealed_secret_key BYTEA,
        secret_key_hint TEXT,
        is_live BIGINT,
        account_id TEXT,
        publishable_key TEXT,
        last_event_at BIGINT,
        updated_at BIGINT
      )
      """,
      """
      CREATE TABLE stripe_webhook_secrets (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        sealed BYTEA NOT NULL,
        hint TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        last_used_at BIGINT,
        PRIMARY KEY (tenant_id, id)
      )
      """,
    ])

  /// A call is written down before it is made, under the key that all its attempts have. `stripe_customers`: the claim
  /// is there before the customer is.
  private static let stripeCalls = Migration(
    "0021_stripe_calls",
    [
      """
      CREATE TABLE stripe_calls (
        tenant_id TEXT NOT NULL,
        key TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        form TEXT NOT NULL,
        is_findable BIGINT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('new', 'sent', 'done', 'failed', 'unknown')),
        attempts BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        first_sent_at BIGINT,
        due_at BIGINT NOT NULL,
        leased_until BIGINT NOT NULL DEFAULT 0,
        lease TEXT,
        response BYTEA,
        refusal TEXT,
        finished_at BIGINT,
        PRIMARY KEY (tenant_id, key)
      )
      """,
      "CREATE INDEX stripe_calls_open ON stripe_calls (due_at) WHERE state IN ('new', 'sent')",
      """
      CREATE TABLE stripe_customers (
        tenant_id TEXT NOT NULL,
        owner_kind TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        currency TEXT NOT NULL,
        customer_id TEXT,
        attempt BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, owner_kind, owner_id, currency),
        UNIQUE (tenant_id, customer_id)
      )
      """,
    ])

  /// `stripe_events`: the inbox. `stripe_objects`: the newest known form of what changes, the number of the look at
  /// Stripe that it is from, and when the next one is due. `stripe_sequences` gives these numbers, and keeps how far missed events were looked for.
  private static let stripeEvents = Migration(
    "0022_stripe_events",
    [
      """
      CREATE TABLE stripe_events (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        object_id TEXT,
        created BIGINT NOT NULL,
        payload BYTEA NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'ignored')),
        attempts BIGINT NOT NULL DEFAULT 0,
        received_at BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        handled_at BIGINT,
        error TEXT,
        PRIMARY KEY (tenant_id, id)
      )
      """,
      "CREATE INDEX stripe_events_pending ON stripe_events (due_at) WHERE state = 'pending'",
      "CREATE INDEX stripe_events_by_object ON stripe_events (tenant_id, object_id, created)",
      """
      CREATE TABLE stripe_objects (
        tenant_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        fetch_number BIGINT NOT NULL,
        known_at BIGINT NOT NULL,
        body TEXT NOT NULL,
        is_deleted BIGINT NOT NULL,
        is_dirty BIGINT NOT NULL,
        look_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, kind, id)
      )
      """,
      "CREATE INDEX stripe_objects_due ON stripe_objects (look_at)",
      """
      CREATE TABLE stripe_sequences (
        tenant_id TEXT PRIMARY KEY,
        fetches BIGINT NOT NULL,
        synced_to BIGINT NOT NULL DEFAULT 0
      )
      """,
    ])
}
