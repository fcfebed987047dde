import Runtime
import Testing

@Suite("Organization permissions")
struct PermissionTests {
  @Test(
    "each role has its permissions and no others",
    arguments: [
      (OrganizationRole.owner, Set(OrganizationPermission.allCases.map(\.rawValue))),
      (
        .admin,
        [
          "ORG_READ", "ORG_UPDATE", "MEMBERS_READ", "MEMBERS_MANAGE", "DEPARTMENTS_MANAGE", "BILLING_READ",
          "BILLING_MANAGE", "DEVELOPER_SETTINGS",
        ]
      ),
      (.member, ["ORG_READ", "MEMBERS_READ", "BILLING_READ"]),
      (.developer, ["ORG_READ", "MEMBERS_READ", "BILLING_READ", "DEVELOPER_SETTINGS"]),
    ] as [(OrganizationRole, Set<String>)])
  func table(role: OrganizationRole, permissions: Set<String>) {
    #expect(Set(role.permissions.map(\.rawValue)) == permissions)
    for permission in OrganizationPermission.allCases {
      #expect(role.allows(permission) == permissions.contains(permission.rawValue))
    }
  }

  @Test("a role covers itself and what has less")
  func covers() {
    #expect(OrganizationRole.allCases.allSatisfy { OrganizationRole.owner.covers($0) && $0.covers($0) })
    #expect(OrganizationRole.admin.covers(.developer) && !OrganizationRole.admin.covers(.owner))
    #expect(OrganizationRole.developer.covers(.member) && !OrganizationRole.member.covers(.developer))
  }
}
