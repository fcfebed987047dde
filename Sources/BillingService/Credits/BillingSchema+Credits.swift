import Storage

extension BillingSchema {
  /// `lots`: what a subject was given, each with its own end. The id is the natural key of the grant, so that
  /// nothing is granted twice. `remaining` is the sum of the lot's entries; `held` is spoken for by open holds.
  /// A lot is open until it is used up or its rest is booked as breakage; a plan's stays open until its end.
  /// `steps` counts its journals after the grant, for their keys.
  ///
  /// `clawbacks`: how much of the money for a grant was given back, by refund and by dispute. A row may come
  /// before its grant, and is applied with it.
  static let credits = Migration(
    "0007_credits",
    [
      """
      CREATE TABLE lots (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        account_id TEXT NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('plan', 'promo', 'referral', 'goodwill', 'topup')),
        priority BIGINT NOT NULL,
        granted BIGINT NOT NULL,
        remaining BIGINT NOT NULL,
        held BIGINT NOT NULL DEFAULT 0,
        revoked BIGINT NOT NULL DEFAULT 0 CHECK (revoked >= 0),
        effective_at BIGINT NOT NULL,
        expires_at BIGINT,
        is_open BIGINT NOT NULL,
        steps BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT lots_bounds CHECK (0 <= held AND held <= remaining AND remaining <= granted)
      )
      """,
      "CREATE INDEX lots_open ON lots (tenant_id, account_id) WHERE is_open = 1",
      "CREATE INDEX lots_by_account ON lots (tenant_id, account_id, source, expires_at)",
      "CREATE INDEX lots_expiring ON lots (expires_at) WHERE is_open = 1",
      """
      CREATE TABLE clawbacks (
        tenant_id TEXT NOT NULL,
        lot_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0),
        charged BIGINT NOT NULL CHECK (charged > 0),
        PRIMARY KEY (tenant_id, lot_id, reference)
      )
      """,
    ])
}
