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
    _ method: MethodDescriptor, _ request: Request
  ) async throws -> Response {
    try await ServiceChannel.inProcess(services).call(method, request, caller: caller)
  }

  // MARK: Users

  @discardableResult
  func createUser(
    _ email: String = "user@example.com", id: String? = nil, name: String = "User",
    _ more: (inout AuthV1.CreateIdentityUserRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentityUser {
    var request = AuthV1.CreateIdentityUserRequest.with {
      $0.email = email
      $0.name = name
      if let id { $0.id = id }
    }
    more(&request)
    return try await call(AuthV1.IdentityUserService.Method.CreateIdentityUser.descriptor, request)
  }

  func user(id: String) async throws -> AuthV1.IdentityUser {
    try await call(
      AuthV1.IdentityUserService.Method.GetIdentityUser.descriptor, AuthV1.GetIdentityUserRequest.with { $0.id = id })
  }

  func user(email: String) async throws -> AuthV1.IdentityUser {
    try await call(
      AuthV1.IdentityUserService.Method.GetIdentityUserByEmail.descriptor,
      AuthV1.GetIdentityUserByEmailRequest.with { $0.email = email })
  }

  @discardableResult
  func updateUser(
    _ id: String, _ change: (inout AuthV1.UpdateIdentityUserRequest) -> Void
  ) async throws -> AuthV1.IdentityUser {
    var request = AuthV1.UpdateIdentityUserRequest.with { $0.id = id }
    change(&request)
    return try await call(AuthV1.IdentityUserService.Method.UpdateIdentityUser.descriptor, request)
  }

  @discardableResult
  func deleteUser(_ id: String) async throws -> AuthV1.DeleteIdentityUserResponse {
    try await call(
      AuthV1.IdentityUserService.Method.DeleteIdentityUser.descriptor,
      AuthV1.DeleteIdentityUserRequest.with { $0.id = id })
  }

  func cacheStats() async throws -> AuthV1.IdentityCacheStats {
    try await call(
      AuthV1.IdentityUserService.Method.GetIdentityCacheStats.descriptor, AuthV1.GetIdentityCacheStatsRequest())
  }

  // MARK: Sessions

  @discardableResult
  func createSession(
    of userID: String, token: String? = "token-of-the-user", until end: Storage.Timestamp,
    _ more: (inout AuthV1.CreateIdentitySessionRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentitySession {
    var request = AuthV1.CreateIdentitySessionRequest.with {
      $0.userID = userID
      if let token { $0.token = token }
      $0.expiresAt = end.asProto
    }
    more(&request)
    return try await call(AuthV1.IdentitySessionService.Method.CreateIdentitySession.descriptor, request)
  }

  func session(token: String) async throws -> AuthV1.IdentitySession {
    try await call(
      AuthV1.IdentitySessionService.Method.GetIdentitySessionByToken.descriptor,
      AuthV1.GetIdentitySessionByTokenRequest.with { $0.token = token })
  }

  func session(id: String) async throws -> AuthV1.IdentitySession {
    try await call(
      AuthV1.IdentitySessionService.Method.GetIdentitySession.descriptor,
      AuthV1.GetIdentitySessionRequest.with { $0.id = id })
  }

  @discardableResult
  func updateSession(
    _ id: String, _ change: (inout AuthV1.UpdateIdentitySessionRequest) -> Void
  ) async throws -> AuthV1.IdentitySession {
    var request = AuthV1.UpdateIdentitySessionRequest.with { $0.id = id }
    change(&request)
    return try await call(AuthV1.IdentitySessionService.Method.UpdateIdentitySession.descriptor, request)
  }

  @discardableResult
  func deleteSession(_ id: String) async throws -> AuthV1.DeleteIdentitySessionResponse {
    try await call(
      AuthV1.IdentitySessionService.Method.DeleteIdentitySession.descriptor,
      AuthV1.DeleteIdentitySessionRequest.with { $0.id = id })
  }

  @discardableResult
  func deleteSessions(ofUser id: String) async throws -> AuthV1.DeleteIdentitySessionsOfUserResponse {
    try await call(
      AuthV1.IdentitySessionService.Method.DeleteIdentitySessionsOfUser.descriptor,
      AuthV1.DeleteIdentitySessionsOfUserRequest.with { $0.userID = id })
  }

  // MARK: Accounts

  @discardableResult
  func createAccount(
    of userID: String, provider: String = "credential",
    _ more: (inout AuthV1.CreateIdentityAccountRequest) -> Void = { _ in }
  ) async throws -> AuthV1.IdentityAccount {
    var request = AuthV1.CreateIdentityAccountRequest.with {
      $0.userID = userID
      $0.providerID = provider
    }
    more(&request)
    return try await call(AuthV1.IdentityAccountService.Method.CreateIdentityAccount.descriptor, request)
  }

  func accounts(ofUser id: String) async throws -> AuthV1.ListIdentityAccountsResponse {
    try await call(
      AuthV1.IdentityAccountService.Method.ListIdentityAccounts.descriptor,
      AuthV1.ListIdentityAccountsRequest.with { $0.userID = id })
  }

  func account(provider: String, accountID: String) async throws -> AuthV1.IdentityAccount {
    try await call(
      AuthV1.IdentityAccountService.Method.GetIdentityAccountByProvider.descriptor,
      AuthV1.GetIdentityAccountByProviderRequest.with {
        $0.providerID = provider
        $0.accountID = accountID
      })
  }

  func password(ofUser id: String) async throws -> AuthV1.IdentityPassword {
    try await call(
      AuthV1.IdentityAccountService.Method.GetIdentityPassword.descriptor,
      AuthV1.GetIdentityPasswordRequest.with { $0.userID = id })
  }

  @discardableResult
  func updateAccount(
    _ id: String, _ change: (inout AuthV1.UpdateIdentityAccountRequest) -> Void
  ) async throws -> AuthV1.IdentityAccount {
    var request = AuthV1.UpdateIdentityAccountRequest.with { $0.id = id }
    change(&request)
    return try await call(AuthV1.IdentityAccountService.Method.UpdateIdentityAccount.descriptor, request)
  }

  @discardableResult
  func deleteAccount(_ id: String) async throws -> AuthV1.DeleteIdentityAccountResponse {
    try await call(
      AuthV1.IdentityAccountService.Method.DeleteIdentityAccount.descriptor,
      AuthV1.DeleteIdentityAccountRequest.with { $0.id = id })
  }

  // MARK: Verifications

  @discardableResult
  func createVerification(
    _ identifier: String, _ value: String, until end: Storage.Timestamp,
    _ more: (inout AuthV1.CreateVerificationRequest) -> Void = { _ in }
  ) async throws -> AuthV1.Verification {
    var request = AuthV1.CreateVerificationRequest.with {
      $0.identifier = identifier
      $0.value = value
      $0.expiresAt = end.asProto
    }
    more(&request)
    return try await call(AuthV1.VerificationService.Method.CreateVerification.descriptor, request)
  }

  func verification(value: String) async throws -> AuthV1.Verification {
    try await call(
      AuthV1.VerificationService.Method.GetVerificationByValue.descriptor,
      AuthV1.GetVerificationByValueRequest.with { $0.value = value })
  }

  func verification(identifier: String) async throws -> AuthV1.Verification {
    try await call(
      AuthV1.VerificationService.Method.GetVerificationByIdentifier.descriptor,
      AuthV1.GetVerificationByIdentifierRequest.with { $0.identifier = identifier })
  }

  func consume(identifier: String? = nil, value: String? = nil) async throws -> AuthV1.Verification {
    try await call(
      AuthV1.VerificationService.Method.ConsumeVerification.descriptor,
      AuthV1.ConsumeVerificationRequest.with {
        if let identifier { $0.identifier = identifier }
        if let value { $0.value = value }
      })
  }

  @discardableResult
  func deleteVerifications(_ identifier: String) async throws -> AuthV1.DeleteVerificationsResponse {
    try await call(
      AuthV1.VerificationService.Method.DeleteVerifications.descriptor,
      AuthV1.DeleteVerificationsRequest.with { $0.identifier = identifier })
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
