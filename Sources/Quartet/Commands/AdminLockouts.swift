import ArgumentParser
import AuthService
import Foundation

/// `quartet admin lockouts`.
struct AdminLockouts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockouts", abstract: "List the locks on logins, and forget failed logins.",
    subcommands: [List.self, Clear.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List a tenant's locks that hold; whose they are, only the audit log tells.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await output.show(auth.listLockouts(tenantID: tenant.id).map(LockRow.init))
      }
    }
  }

  struct Clear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget failed logins, of a user, of a network or of the whole tenant.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Option(help: "A user's id.") var user: String?
    @Option(help: "An address; its network is meant.") var network: String?
    @Flag(help: "Everybody's.") var all = false

    func validate() throws {
      guard [user != nil, network != nil, all].count(where: { $0 }) == 1 else {
        throw ValidationError("Give one of --user, --network and --all.")
      }
    }

    func run() async throws {
      try await Admin.auth(options) { auth in
        let target: AuthAdministration.LockTarget =
          if let user { .user(user) } else if let network { .network(network) } else { .everybody }
        let count = try await auth.clearLockouts(tenantID: tenant.id, of: target)
        try output.show(DoneRow(id: user ?? network ?? tenant.id, done: "cleared \(count)"))
      }
    }
  }
}

/// A lock that holds.
private struct LockRow: AdminRow {
  var scope: String
  var failures: Int64
  var lockedUntil: Date

  init(_ lock: AuthAdministration.LockLine) {
    scope = lock.scope
    failures = lock.failures
    lockedUntil = lock.lockedUntil.date
  }

  var line: String { "\(scope)  failures=\(failures)  until \(lockedUntil.formatted(.iso8601))" }
}
