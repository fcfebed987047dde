import ArgumentParser
import AuthService
import Foundation
import OrderService
import Runtime
import Storage

/// `quartet admin`: an operator's commands, straight on the databases.
struct Admin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tenants, keys, people, plans and migrations, straight on the databases.",
    subcommands: [
      Migrate.self, AdminTenants.self, AdminKeys.self, AdminUsers.self, AdminSessions.self, AdminLockouts.self,
      AdminOrganizations.self, AdminInvitations.self, AdminTeam.self, AdminPlans.self, AdminGrantTokens.self,
      AdminBilling.self, AdminStores.self, AdminOrders.self, AdminReservations.self, AdminStock.self,
      AdminStockSync.self,
      AdminPayments.self, AdminOutbox.self, AdminAudit.self, AdminSigningKeys.self,
    ])

  /// The database of one service, for the length of a command.
  static func with(
    _ name: ServiceName, _ options: CommonOptions, _ body: (Assembly, ServiceEnvironment) async throws -> Void
  ) async throws {
    await StartupFailure.guarding {
      var settings = try await options.settings()
      if settings.databaseURL == nil {
        guard FileManager.default.fileExists(atPath: settings.dataDirectory) else {
          throw StartupFailure("The data directory \(settings.dataDirectory) does not exist.")
        }
        var firstStart = try FirstStart(dataDirectory: settings.dataDirectory)
        firstStart.completeTokens(&settings)
      }
      settings.logLevel = "warning"
      let assembly = try Assembly(role: "admin", settings: settings)
      let environment = try assembly.environment(name, ServiceChannels(inProcess: InProcessServices()))
      do {
        // Commands may read whole tables, and somebody sits in front of them who can stop them.
        try await StatementLimit.$maximum.withValue(.seconds(3600)) { try await body(assembly, environment) }
      } catch let error as any DomainError {
        throw StartupFailure(error.serviceError.message)
      } catch let error as StorageError {
        throw StartupFailure("The \(name.rawValue) database can't be used: \(error)")
      }
      await environment.database.close()
    }
  }

  /// The auth service's tenants, keys and people, for the length of a command.
  static func auth(_ options: CommonOptions, _ body: (AuthAdministration) async throws -> Void) async throws {
    try await with(.auth, options) { _, environment in try await body(AuthService.administration(environment)) }
  }

  /// The order service's stores, orders and stock, for the length of a command.
  static func order(_ options: CommonOptions, _ body: (OrderAdministration) async throws -> Void) async throws {
    try await with(.order, options) { _, environment in try await body(OrderService.administration(environment)) }
  }

  struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring every service's schema up to date.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      for name in ServiceName.allCases {
        try await Admin.with(name, options) { assembly, environment in
          try await assembly.migrate(name, environment)
          print("\(name.rawValue): up to date")
        }
      }
    }
  }
}
