import Storage

/// The tables of the auth service.
enum AuthSchema {
  /// Steps are only ever added.
  static let migrations: [Migration] =
    Outbox.migrations + Inbox.migrations + Idempotency.migrations + [
      tenants, users, sessions, organizations, revocations, signingKeys, tenantSettings, audit,
      signingKeyTurns, accountFlows, oauthLogins, lockout, secondFactors,
      invitations, departments, userSettings,
      betterAuth,
      apiKeyDetails, dashboardTeam, webAddresses,
      emailLinks,
    ]

  private static let tenants = Migration(
    "0001_tenants",
    [
      """
      CREATE TABLE tenants (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
        email_verification_required BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )
      """,
      // A dashboard login names no tenant, so an admin's e-mail is unique across all of them.
      """
      CREATE TABLE tenant_admins (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        email TEXT NOT NULL,
        email_normalized TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL,
        is_active BIGINT NOT NULL DEFAULT 1,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id)
      )
      """,
      """
      CREATE TABLE api_keys (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        secret BIGINT NOT NULL,
        key_hash BYTEA NOT NULL UNIQUE,
        hint TEXT NOT NULL,
        allowed_origins TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT,
        expires_at BIGINT,
        revoked_at BIGINT,
        PRIMARY KEY (tenant_id, id)
      )
      """,
    ])

  /// `email` may be missing (`POST /v1/users`); ids may be another system's (Better Auth).
  private static let users = Migration(
    "0002_users",
    [
      """
      CREATE TABLE users (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        sub TEXT NOT NULL,
        email TEXT,
        email_normalized TEXT,
        is_email_verified BIGINT NOT NULL DEFAULT 0,
        display_name TEXT,
        avatar_url TEXT,
        locale TEXT NOT NULL,
        status TEXT NOT NULL,
        is_active BIGINT NOT NULL DEFAULT 1,
        default_organization_id TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, sub),
        UNIQUE (tenant_id, email_normalized)
      )
      """,
      // One row per way to log in; provider 'credential' holds the password.
      """
      CREATE TABLE accounts (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        account_id TEXT NOT NULL,
        password_hash TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, provider_id, account_id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )
      """,
      "CREATE INDEX accounts_by_user ON accounts (tenant_id, user_id)",
      """
      CREATE TABLE verifications (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        identifier TEXT NOT NULL,
        value TEXT NOT NULL,
        expires_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id)
      )
      """,
      "CREATE INDEX verifications_by_identifier ON verifications (tenant_id, identifier)",
      "CREATE INDEX verifications_by_value ON verifications (tenant_id, value)",
    ])

  /// Tokens are stored as SHA-256; `refresh_hash` is null for sessions that have no refresh token.
  private static let sessions = Migration(
    "0003_sessions",
    [
      """
      CREATE TABLE sessions (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        token_hash BYTEA NOT NULL UNIQUE,
        refresh_hash BYTEA,
        ip_address TEXT,
        user_agent TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ended_at BIGINT,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )
      """,
      "CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id)",
      "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    ])

  /// `company_owner_id` marks the one organization that is a user's vek1 company.
  private static let organizations = Migration(
    "0004_organizations",
    [
      """
      CREATE TABLE organizations (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        slug TEXT NOT NULL,
        description TEXT,
        logo_url TEXT,
        company_owner_id TEXT,
        created_by TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, slug),
        UNIQUE (tenant_id, company_owner_id),
        FOREIGN KEY (tenant_id, company_owner_id) REFERENCES users (tenant_id, id)
      )
      """,
      """
      CREATE TABLE memberships (
        tenant_id TEXT NOT NULL,
        organization_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'developer')),
        is_active BIGINT NOT NULL DEFAULT 1,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, organization_id, user_id),
        FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )
      """,
      "CREATE INDEX memberships_by_user ON memberships (tenant_id, user_id)",
    ])

  /// The counter's row lock makes sequence numbers grow in the order of commits: a reader that has seen
  /// one number will never find a lower one later. It starts at 1 because 0 means "from now on".
  private static let revocations = Migration(
    "0005_revocations",
    [
      """
      CREATE TABLE revocation_counter (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        sequence BIGINT NOT NULL
      )
      """,
      "INSERT INTO revocation_counter (id, sequence) VALUES (1, 1)",
      """
      CREATE TABLE revocations (
        sequence BIGINT PRIMARY KEY,
        tenant_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        at BIGINT NOT NULL
      )
      """,
    ])

  /// `generation` is unique, so that of several processes that start at once one makes the first key.
  private static let signingKeys = Migration(
    "0006_signing_keys",
    [
      """
      CREATE TABLE signing_keys (
        id TEXT PRIMARY KEY,
        generation BIGINT NOT NULL UNIQUE,
        private_key BYTEA NOT NULL,
        public_key BYTEA NOT NULL,
        created_at BIGINT NOT NULL
      )
      """
    ])
}
