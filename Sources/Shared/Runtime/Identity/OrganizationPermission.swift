/// What a member of an organization may do, in the documented spelling (genlobe: "Requires
/// BILLING_READ permission").
public enum OrganizationPermission: String, Sendable, CaseIterable {
  case organizationRead = "ORG_READ"
  case organizationUpdate = "ORG_UPDATE"
  case membersRead = "MEMBERS_READ"
  case membersManage = "MEMBERS_MANAGE"
  case departmentsManage = "DEPARTMENTS_MANAGE"
  case billingRead = "BILLING_READ"
  case billingManage = "BILLING_MANAGE"
  case developerSettings = "DEVELOPER_SETTINGS"
  /// To make, change and remove owners.
  case ownersManage = "OWNERS_MANAGE"
}
