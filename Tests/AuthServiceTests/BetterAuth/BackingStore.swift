import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport

@testable import AuthService

/// A Better Auth server that keeps its records in Quartet.
struct BackingStore: Sendable {
  let services: InProcessServices
  let caller: Caller

  private func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    try await ServiceChannel.inProcess(services).call(rpc, caller: caller, fill)
  }

  // MARK: Users

  @discardableResult
  func createUser(
    _ email: String = "user@example.com", id: String? = nil, name: String = "User",
    _ more: (inout AuthV1.CreateIdentityUserRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentityUser {
    try await call(.createIdentityUser) {
      $0.email = email
      $0.name = name
      if let id { $0.id = id }
      more(&$0)
    }
  }

  func user(id: String) async throws -> AuthV1.IdentityUser {
    try await call(.getIdentityUser) { $0.id = id }
  }

  func user(email: String) async throws -> AuthV1.IdentityUser {
    try await call(.getIdentityUserByEmail) { $0.email = email }
  }

  @discardableResult
  func updateUser(
    _ id: String, _ change: (inout AuthV1.UpdateIdentityUserRequest) -> Void
  ) async throws -> AuthV1.IdentityUser {
    try await call(.updateIdentityUser) {
      $0.id = id
      change(&$0)
    }
  }

  @discardableResult
  func deleteUser(_ id: String) async throws -> AuthV1.DeleteIdentityUserResponse {
    try await call(.deleteIdentityUser) { $0.id = id }
  }

  func cacheStats() async throws -> AuthV1.IdentityCacheStats {
    try await call(.getIdentityCacheStats)
  }

  // MARK: Sessions

  @discardableResult
  func createSession(
    of userID: String, token: String? = "token-of-the-user", until end: Storage.Timestamp,
    _ more: (inout AuthV1.CreateIdentitySessionRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentitySession {
    try await call(.createIdentitySession) {
      $0.userID = userID
      if let token { $0.token = token }
      $0.expiresAt = end.asProto
      more(&$0)
    }
  }

  func session(token: String) async throws -> AuthV1.IdentitySession {
    try await call(.getIdentitySessionByToken) { $0.token = token }
  }

  func session(id: String) async throws -> AuthV1.IdentitySession {
    try await call(.getIdentitySession) { $0.id = id }
  }

  @discardableResult
  func updateSession(
    _ id: String, _ change: (inout AuthV1.UpdateIdentitySessionRequest) -> Void
  ) async throws -> AuthV1.IdentitySession {
    try await call(.updateIdentitySession) {
      $0.id = id
      change(&$0)
    }
  }

  @discardableResult
  func deleteSession(_ id: String) async throws -> AuthV1.DeleteIdentitySessionResponse {
    try await call(.deleteIdentitySession) { $0.id = id }
  }

  @discardableResult
  func deleteSessions(ofUser id: String) async throws -> AuthV1.DeleteIdentitySessionsOfUserResponse {
    try await call(.deleteIdentitySessionsOfUser) { $0.userID = id }
  }

  // MARK: Accounts

  @discardableResult
  func createAccount(
    of userID: String, provider: String = "credential",
    _ more: (inout AuthV1.CreateIdentityAccountRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentityAccount {
    try await call(.createIdentityAccount) {
      $0.userID = userID
      $0.providerID = provider
      more(&$0)
    }
  }

  func accounts(ofUser id: String) async throws -> AuthV1.ListIdentityAccountsResponse {
    try await call(.listIdentityAccounts) { $0.userID = id }
  }

  func account(provider: String, accountID: String) async throws -> AuthV1.IdentityAccount {
    try await call(.getIdentityAccountByProvider) {
      $0.providerID = provider
      $0.accountID = accountID
    }
  }

  func password(ofUser id: String) async throws -> AuthV1.IdentityPassword {
    try await call(.getIdentityPassword) { $0.userID = id }
  }

  @discardableResult
  func updateAccount(
    _ id: String, _ change: (inout AuthV1.UpdateIdentityAccountRequest) -> Void
  ) async throws -> AuthV1.IdentityAccount {
    try await call(.updateIdentityAccount) {
      $0.id = id
      change(&$0)
    }
  }

  @discardableResult
  func deleteAccount(_ id: String) async throws -> AuthV1.DeleteIdentityAccountResponse {
    try await call(.deleteIdentityAccount) { $0.id = id }
  }

  // MARK: Verifications

  @discardableResult
  func createVerification(
    _ identifier: String, _ value: String, until end: Storage.Timestamp,
    _ more: (inout AuthV1.CreateVerificationRequest) -> Void = { _ in }
  ) async throws -> AuthV1.Verification {
    try await call(.createVerification) {
      $0.identifier = identifier
      $0.value = value
      $0.expiresAt = end.asProto
      more(&$0)
    }
  }

  func verification(value: String) async throws -> AuthV1.Verification {
    try await call(.getVerificationByValue) { $0.value = value }
  }

  func verification(identifier: String) async throws -> AuthV1.Verification {
    try await call(.getVerificationByIdentifier) { $0.identifier = identifier }
  }

  func consume(identifier: String? = nil, value: String? = nil) async throws -> AuthV1.Verification {
    try await call(.consumeVerification) {
      if let identifier { $0.identifier = identifier }
      if let value { $0.value = value }
    }
  }

  @discardableResult
  func deleteVerifications(_ identifier: String) async throws -> AuthV1.DeleteVerificationsResponse {
    try await call(.deleteVerifications) { $0.identifier = identifier }
  }
}

extension AuthWorld {
  /// A Better Auth server of a tenant.
  func store(_ tenant: String = Caller.defaultTenantID) -> BackingStore {
    BackingStore(services: services, caller: Caller(tenantID: tenant, credential: .authToken))
  }

  /// An hour from now.
  var inAnHour: Storage.Timestamp { clock.now().adding(.seconds(3600)) }

  /// Another replica of the service, over the same database: its caches and signals are its own.
  func replica(database: (any Database)? = nil) async throws -> AuthWorld {
    let services = InProcessServices()
    let environment = ServiceEnvironment.test(
      database ?? self.database, services: services, clock: clock, settings: environment.settings)
    services.host(try await AuthService.build(environment, passwordCost: .test))
    return AuthWorld(
      database: environment.database, services: services,
      administration: try await AuthService.administration(environment, passwordCost: .test), clock: clock,
      environment: environment)
  }

  /// What the database itself holds.
  func column<T: Sendable>(
    _ sql: String, _ argument: String, as make: @escaping @Sendable (any Row) throws -> T
  ) async throws -> [T] {
    try await database.read { tx in try tx.all(sql, argument, as: make) }
  }
}
