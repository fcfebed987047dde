import Runtime
import TestSupport
import Testing

@Suite("Memberships")
struct MembershipsTests {
  private let auth = FakeMemberships()
  private let clock = TestClock()
  private let memberships: Memberships
  private let caller = Caller(userID: "u", credential: .internalToken)

  init() {
    let services = InProcessServices()
    services.host(auth.service.module("auth"))
    memberships = Memberships(auth: .inProcess(services), clock: clock)
  }

  @Test("a good answer counts for a second")
  func remembered() async throws {
    auth.set(["a"], of: "u")
    for _ in 0..<5 { try await memberships.require(companyID: "a", for: caller) }
    #expect(auth.questions == 1)
    auth.set([], of: "u")
    clock.advance(by: .milliseconds(999))
    try await memberships.require(companyID: "a", for: caller)
    clock.advance(by: .milliseconds(1))
    _ = try await refusal { try await memberships.require(companyID: "a", for: caller) }
  }

  @Test("what is missing is asked for afresh, so that a new member gets in at once")
  func asksAgain() async throws {
    auth.set(["a"], of: "u")
    try await memberships.require(companyID: "a", for: caller)
    let error = try await refusal { try await memberships.require(companyID: "b", for: caller) }
    #expect(error.code == .permissionDenied)
    #expect(error.reason == "NOT_A_MEMBER")
    auth.set(["a", "b"], of: "u")
    try await memberships.require(companyID: "b", for: caller)
    #expect(try await memberships.companies(of: "u", tenantID: caller.tenantID) == ["a", "b"])
  }

  @Test("tenants are kept apart")
  func tenants() async throws {
    auth.set(["a"], of: "u")
    try await memberships.require(companyID: "a", for: caller)
    var foreigner = caller
    foreigner.tenantID = "t2"
    #expect(try await !memberships.allow(companyID: "a", for: foreigner))
  }

  @Test("the only company is found, none and several are refused")
  func only() async throws {
    #expect(try await refusal { _ = try await memberships.only(for: caller) }.code == .notFound)
    auth.set(["a"], of: "u")
    #expect(try await memberships.only(for: caller) == "a")
    auth.set(["a", "b"], of: "u")
    let several = try await refusal { _ = try await memberships.only(for: caller) }
    #expect(several.violations.map(\.field) == ["company_id"])
  }

  @Test("a role's permission counts; who is not a member does not learn that there is an organization")
  func permissions() async throws {
    auth.set(["a"], as: .member, of: "u")
    try await memberships.require(.organizationRead, in: "a", for: caller)
    let missing = try await refusal { try await memberships.require(.billingManage, in: "a", for: caller) }
    #expect(missing.code == .permissionDenied)
    #expect(missing.reason == "PERMISSION_MISSING")
    #expect(missing.metadata["permission"] == "BILLING_MANAGE")
    let stranger = try await refusal { try await memberships.require(.organizationRead, in: "b", for: caller) }
    #expect(stranger.code == .notFound)
    #expect(stranger.reason == "ORGANIZATION_NOT_FOUND")
    // A role that was raised counts at once.
    auth.set(["a"], as: .admin, of: "u")
    try await memberships.require(.billingManage, in: "a", for: caller)
    try await memberships.require(.billingManage, in: "a", for: Caller(credential: .service))
    let nobody = try await refusal {
      try await memberships.require(.organizationRead, in: "a", for: Caller(credential: .publishableKey))
    }
    #expect(nobody.code == .unauthenticated)
  }

  @Test("a service that acts for itself passes, for a user it is that user")
  func services() async throws {
    try await memberships.require(companyID: "a", for: Caller(credential: .service))
    #expect(auth.questions == 0)
    let error = try await refusal {
      try await memberships.require(companyID: "a", for: Caller(userID: "u", credential: .service))
    }
    #expect(error.reason == "NOT_A_MEMBER")
    let nobody = try await refusal {
      try await memberships.require(companyID: "a", for: Caller(credential: .internalToken))
    }
    #expect(nobody.code == .unauthenticated)
  }
}
