import Contracts
import Runtime
import TestSupport

@testable import BillingService

/// genlobe's faces of usage.
extension BillingWorld {
  /// A logged-in user of an app, who is a member of the company unless told otherwise.
  func member(_ userID: String, as role: OrganizationRole = .member) -> Caller {
    memberships.set([BillingWorld.company.id], as: role, of: userID)
    return .appUser(userID)
  }

  func current(as caller: Caller, _ organization: String = company.id) async throws -> BillingV1.CurrentUsage {
    try await call(.getCurrentUsage, as: caller) { $0.organizationID = organization }
  }

  func stats(as caller: Caller, _ organization: String = company.id) async throws -> BillingV1.UsageStats {
    try await call(.getUsageStats, as: caller) { $0.organizationID = organization }
  }

  func history(
    as caller: Caller, _ change: (inout BillingV1.ListUsageHistoryRequest) -> Void = { _ in }
  ) async throws -> [BillingV1.UserUsage] {
    try await call(.listUsageHistory, as: caller) {
      $0.organizationID = BillingWorld.company.id
      change(&$0)
    }.records
  }

  func organizationUsage(
    as caller: Caller, _ organization: String = company.id
  ) async throws -> BillingV1.OrganizationUsageStats {
    try await call(.getOrganizationUsage, as: caller) { $0.organizationID = organization }.usageStats
  }

  func memberUsage(_ userID: String, as caller: Caller) async throws -> BillingV1.UserUsage {
    try await call(.getMemberUsage, as: caller) {
      $0.organizationID = BillingWorld.company.id
      $0.targetUserID = userID
    }.usage
  }

  func check(
    _ amount: Int64, _ type: String? = nil, as caller: Caller,
    _ change: (inout BillingV1.CheckUsageRequest) -> Void = { _ in }
  ) async throws -> BillingV1.CheckUsageResponse {
    try await call(.checkUsage, as: caller) {
      $0.tokens = amount
      if let type { $0.usageType = type }
      $0.userID = caller.userID ?? ""
      $0.organizationID = BillingWorld.company.id
      change(&$0)
    }
  }

  /// - Returns: the answer, and the HTTP status that the service asks for.
  func consume(
    _ amount: Int64, _ type: String? = nil, as caller: Caller, key: String? = nil,
    _ change: (inout BillingV1.ConsumeUsageRequest) -> Void = { _ in }
  ) async throws -> (answer: BillingV1.ConsumeUsageResponse, status: Int?) {
    var request = BillingV1.ConsumeUsageRequest.with {
      $0.tokens = amount
      if let type { $0.usageType = type }
      $0.userID = caller.userID ?? ""
      $0.organizationID = BillingWorld.company.id
    }
    change(&request)
    let call = Call(caller: caller, requestID: "test", idempotencyKey: key)
    let answer = try await ServiceChannel.inProcess(services).call(.consumeUsage, request, as: call)
    return (answer, call.response.status)
  }

  func wouldExceed(
    messages: Int64? = nil, tokens: Int64? = nil, as caller: Caller
  ) async throws -> BillingV1.CheckOrganizationUsageResponse {
    try await call(.checkOrganizationUsage, as: caller) {
      $0.organizationID = BillingWorld.company.id
      if let messages { $0.additionalMessages = messages }
      if let tokens { $0.additionalTokens = tokens }
    }
  }

  /// A model call of a member: one message.
  func modelCall(_ prompt: Int64, _ completion: Int64, by userID: String?, of subject: Subject = company) async throws {
    let reservation = try await call(.reserve, as: .service()) {
      $0.subject.kind = subject.kind == .user ? .user : .organization
      $0.subject.id = subject.id
      $0.tokens = prompt + completion
      $0.promptTokens = prompt
      $0.model = "gpt-4o-mini"
      $0.operationType = "chat"
      $0.messages = 1
      if let userID { $0.userID = userID }
    }
    _ = try await settle(reservation, prompt, completion)
  }
}

extension Caller {
  /// A user behind a publishable key and a login.
  static func appUser(_ userID: String, _ tenantID: String = BillingWorld.tenant) -> Caller {
    Caller(tenantID: tenantID, userID: userID, credential: .publishableKey)
  }
}
