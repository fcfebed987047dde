import ArgumentParser
import AuthService
import Foundation

/// `quartet admin organizations`.
struct AdminOrganizations: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organizations", abstract: "List organizations and their members, and give one a new owner.",
    subcommands: [List.self, Show.self, TransferOwnership.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's organizations, newest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "A part of the name or the slug, or the whole id.") var search: String?
    @Option(help: "The page, from 1.") var page: Int32 = 1
    @Option(help: "How many organizations a page has, 1 to 100.") var perPage: Int32 = 20
    func run() async throws {
      try await Admin.auth(options) { auth in
        let found = try await auth.listOrganizations(
          tenantID: tenant.id, matching: search, page: page, perPage: perPage)
        try output.show(found.map(OrganizationRow.init))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List everybody who belongs to an organization.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The organization's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await output.show(auth.listMembers(tenantID: tenant.id, organizationID: id).map(OrganizationMemberRow.init))
      }
    }
  }

  struct TransferOwnership: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "transfer-ownership", abstract: "Make an active member the owner of an organization.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The organization's id.") var id: String
    @Argument(help: "The member's user id.") var userID: String
    @Flag(help: "Let other owners stay what they are; else they become admins.") var keepOwners = false
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.transferOwnership(
          tenantID: tenant.id, organizationID: id, to: userID, othersRemain: keepOwners)
        try output.show(DoneRow(id: id, done: "transferred"))
      }
    }
  }
}

/// An organization in a list.
private struct OrganizationRow: AdminRow {
  var id: String
  var name: String
  var slug: String
  var memberCount: Int64
  var createdAt: Date

  init(_ organization: AuthAdministration.OrganizationLine) {
    id = organization.id
    name = organization.name
    slug = organization.slug
    memberCount = organization.memberCount
    createdAt = organization.createdAt.date
  }

  var line: String { [id, slug, name, "members=\(memberCount)"].joined(separator: "  ") }
}

/// Somebody who belongs to an organization.
private struct OrganizationMemberRow: AdminRow {
  var id: String
  var email: String
  var role: String
  var hasAccess: Bool
  var joinedAt: Date

  init(_ member: AuthAdministration.MemberLine) {
    id = member.userID
    email = member.email
    role = member.role
    hasAccess = member.hasAccess
    joinedAt = member.joinedAt.date
  }

  var line: String {
    [id, email.isEmpty ? "-" : email, role, hasAccess ? nil : "deactivated"].compactMap { $0 }.joined(separator: "  ")
  }
}
