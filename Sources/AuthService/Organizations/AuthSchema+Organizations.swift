import Storage

extension AuthSchema {
  /// A partial index lets one invitation per organization and e-mail be open.
  static let invitations = Migration(
    "0020_invitations",
    [
      """
      CREATE TABLE invitations (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        organization_id TEXT NOT NULL,
        email TEXT NOT NULL,
        email_normalized TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'developer')),
        status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'rejected', 'cancelled', 'expired')),
        token_hash BYTEA NOT NULL UNIQUE,
        return_to TEXT,
        invited_by TEXT NOT NULL,
        accepted_by TEXT,
        expires_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id) ON DELETE CASCADE
      )
      """,
      """
      CREATE UNIQUE INDEX invitations_pending ON invitations (tenant_id, organization_id, email_normalized)
      WHERE status = 'pending'
      """,
      "CREATE INDEX invitations_by_email ON invitations (tenant_id, email_normalized)",
    ])

  /// Every organization has a default department; those from before get theirs here.
  static let departments = Migration("0021_departments") { dialect in
    [
      """
      CREATE TABLE departments (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        organization_id TEXT NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        description TEXT,
        is_default BIGINT NOT NULL,
        is_active BIGINT NOT NULL,
        settings TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, organization_id, name_key),
        FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id) ON DELETE CASCADE
      )
      """,
      "CREATE UNIQUE INDEX departments_default ON departments (tenant_id, organization_id) WHERE is_default = 1",
      """
      INSERT INTO departments (tenant_id, id, organization_id, name, name_key, is_default, is_active, settings,
        created_at, updated_at)
      SELECT tenant_id, \(randomUUID(dialect)), id, 'General', 'general', 1, 1, '{}', created_at, created_at
      FROM organizations
      """,
    ]
  }

  static let userSettings = Migration(
    "0022_user_settings", ["ALTER TABLE users ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'"])

  /// A version 4 UUID as text, another one for every row.
  private static func randomUUID(_ dialect: Dialect) -> String {
    switch dialect {
    case .postgres: "gen_random_uuid()::text"
    case .sqlite:
      """
      lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))
      """
    }
  }
}
