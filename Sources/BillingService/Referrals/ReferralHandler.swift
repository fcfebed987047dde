import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.ReferralService`.
struct ReferralHandler: BillingV1.ReferralService.SimpleServiceProtocol, DirectlyCallable {
  let referrals: ReferralStore
  let access: DashboardAccessClient
  let clock: any WallClock

  func listReferralCodes(
    request: BillingV1.ListReferralCodesRequest, context: ServerContext
  ) async throws -> BillingV1.ListReferralCodesResponse {
    let admin = try await access.admin(with: .billingRead)
    let query = try ReferralCodeQuery(proto: request)
    let (codes, total) = try await referrals.codes(query, tenantID: admin.tenantID)
    return .with {
      $0.codes = codes.map(\.asProto)
      $0.total = total
      $0.page = query.page.page
      $0.perPage = query.page.perPage
      $0.hasNext_p = query.page.hasNext(of: total)
      $0.hasPrev_p = query.page.page > 1
    }
  }

  func createReferralCode(
    request: BillingV1.CreateReferralCodeRequest, context: ServerContext
  ) async throws -> BillingV1.ReferralCode {
    let now = clock.now()
    let new = try ReferralCode(proto: request, at: now)
    let admin = try await access.admin(with: .billingWrite, userID: new.userID)
    let once = try Once("referrals.create_code", request, try Call.current, at: now)
    return try await referrals.create(new, by: admin, once: once).asProto
  }

  func endReferralCode(
    request: BillingV1.EndReferralCodeRequest, context: ServerContext
  ) async throws -> BillingV1.ReferralCode {
    let admin = try await access.admin(with: .billingWrite)
    return try await referrals.end(request.code, by: admin, at: clock.now()).asProto
  }

  func listReferrals(
    request: BillingV1.ListReferralsRequest, context: ServerContext
  ) async throws -> BillingV1.ListReferralsResponse {
    let admin = try await access.admin(with: .billingRead)
    let query = try ReferralQuery(proto: request)
    let (found, total) = try await referrals.referrals(query, tenantID: admin.tenantID)
    return .with {
      $0.referrals = found.map(\.asProto)
      $0.total = total
      $0.page = query.page.page
      $0.perPage = query.page.perPage
      $0.hasNext_p = query.page.hasNext(of: total)
      $0.hasPrev_p = query.page.page > 1
    }
  }
}
