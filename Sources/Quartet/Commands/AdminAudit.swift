import ArgumentParser
import AuthService
import Foundation
import Runtime

/// `quartet admin audit`.
struct AdminAudit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Read the audit log, and check that nobody changed it.",
    subcommands: [List.self, Verify.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a tenant's audit log, newest first.")
    @OptionGroup var options: CommonOptions
    @Option(help: "The tenant's id. Default: the default tenant.") var tenant = Caller.defaultTenantID
    @Option(help: "At most so many lines.") var limit = 50
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        let lines = try await AuthService.administration(environment).listAudit(tenantID: tenant, limit: limit)
        for line in lines { print(AdminAudit.text(line)) }
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recompute the audit log's hash chain and name every altered, removed or inserted entry.",
      discussion: """
        Prints the last seal. Note it down where nobody who reaches the database can change it: a later run \
        with --anchor finds a chain that was rewritten as a whole.
        """)
    @OptionGroup var options: CommonOptions
    @Option(help: "A seal from an earlier run, as position:hash.") var anchor: String?

    func validate() throws {
      if let anchor, AuditSeal(anchor) == nil { throw ValidationError("'\(anchor)' is not a seal: position:hash.") }
    }

    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        let found = try await AuthService.administration(environment).verifyAuditLog(
          anchor: anchor.flatMap(AuditSeal.init))
        for problem in found.problems { print(AdminAudit.text(problem)) }
        guard found.isIntact else { throw StartupFailure("The audit log was changed.") }
        print("\(found.sealed) entries intact, \(found.unsealed) not sealed yet")
        if let head = found.head { print("seal \(head.text)") }
      }
    }
  }

  private static func text(_ line: AuditLine) -> String {
    let actor = line.actorID.map { "\(line.actorKind) \($0)" } ?? line.actorKind
    let details = line.details == "{}" ? "" : "  " + line.details
    let time = line.at.date.formatted(.iso8601)
    return "\(time)  \(actor)  \(line.action)  \(line.targetType) \(line.targetID)" + details
  }

  private static func text(_ problem: AuditVerification.Problem) -> String {
    switch problem {
    case .altered(let id, let position): "entry \(id) was altered (seal \(position))"
    case .removed(let id, let position): "entry \(id) was removed (seal \(position))"
    case .removedUnsealed(let id): "entry \(id) was removed before it was sealed"
    case .inserted(let id): "entry \(id) was inserted"
    case .sealMissing(let position): "seal \(position) is missing"
    case .anchorMissing(let position): "the chain does not hold the given seal \(position)"
    }
  }
}
