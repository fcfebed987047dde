import Contracts
import Storage
import Synchronization

/// Which companies a user belongs to and in which role, asked of the auth service: what `X-Actor-User-Id` may see,
/// and what a member of an organization may do.
///
/// A good answer counts for ``lifetime``, so that a burst of calls by one user is one question; a
/// company that is not in a remembered answer is asked for afresh, and so is a role that does not allow something: a new
/// member gets in at once, and only a removed one may linger that long.
public final class Memberships: Sendable {
  private struct User: Hashable {
    var tenantID: String
    var userID: String
  }
  fileprivate struct Membership {
    var company: String
    /// Nil for a role that this version does not know, which may do nothing.
    var role: OrganizationRole?
  }
  private struct Answer {
    var memberships: [Membership]
    var at: Timestamp
  }

  /// How long a good answer counts.
  public static let lifetime = Duration.seconds(1)
  /// More remembered users than this are forgotten.
  private static let capacity = 10_000

  private let auth: ServiceChannel
  private let clock: any WallClock
  private let answers = Mutex<[User: Answer]>([:])

  public init(auth: ServiceChannel, clock: any WallClock = SystemClock()) {
    self.auth = auth
    self.clock = clock
  }

  /// The companies a user belongs to, oldest first; empty for a user without any.
  /// - Throws: ``ServiceError`` of the auth service.
  public func companies(of userID: String, tenantID: String) async throws -> [String] {
    let user = User(tenantID: tenantID, userID: userID)
    if let memberships = remembered(user) { return memberships.map(\.company) }
    return try await ask(user).map(\.company)
  }

  /// Lets a member of the company pass. A service that acts for itself, without a user, passes too: it
  /// is trusted with its whole tenant.
  /// - Throws: PERMISSION_DENIED `NOT_A_MEMBER`, UNAUTHENTICATED without a user.
  public func require(companyID: String, for caller: Caller) async throws {
    if caller.actsForItself { return }
    guard try await contains(companyID, for: caller) else {
      throw ServiceError(
        .permissionDenied, "NOT_A_MEMBER", "The user is not a member of this company.",
        metadata: ["company_id": companyID])
    }
  }

  /// Lets a member of the organization pass whose role has a permission. A service that acts for itself passes too.
  /// - Throws: NOT_FOUND `ORGANIZATION_NOT_FOUND` for who is not an active member, as for an organization that does not
  ///   exist; PERMISSION_DENIED `PERMISSION_MISSING`; UNAUTHENTICATED without a user.
  public func require(
    _ permission: OrganizationPermission, in organizationID: String, for caller: Caller
  ) async throws {
    if caller.actsForItself { return }
    let user = User(tenantID: caller.tenantID, userID: try caller.requireUser())
    if remembered(user)?.role(in: organizationID)?.allows(permission) == true { return }
    let memberships = try await ask(user)
    guard memberships.contains(where: { $0.company == organizationID }) else {
      throw ServiceError(.notFound, "ORGANIZATION_NOT_FOUND", "Organization not found")
    }
    guard memberships.role(in: organizationID)?.allows(permission) == true else {
      throw ServiceError(
        .permissionDenied, "PERMISSION_MISSING", "This needs the permission \(permission.rawValue)",
        metadata: ["permission": permission.rawValue])
    }
  }

  /// Whether the caller may see what belongs to the company: the question of ``require(companyID:for:)``
  /// for those who answer "not found" instead.
  /// - Throws: UNAUTHENTICATED without a user.
  public func allow(companyID: String, for caller: Caller) async throws -> Bool {
    if caller.actsForItself { return true }
    return try await contains(companyID, for: caller)
  }

  /// The caller's only company, for requests that leave `company_id` out.
  /// - Throws: INVALID_ARGUMENT naming `company_id` when there are several, NOT_FOUND
  ///   `COMPANY_NOT_FOUND` when there is none, UNAUTHENTICATED without a user.
  public func only(for caller: Caller) async throws -> String {
    let user = User(tenantID: caller.tenantID, userID: try caller.requireUser())
    let companies = try await ask(user).map(\.company)
    guard let company = companies.first else {
      throw ServiceError(.notFound, "COMPANY_NOT_FOUND", "The user belongs to no company.")
    }
    var check = Violations()
    check.require(
      companies.count == 1, "company_id", "is required: the user belongs to several companies", type: "missing")
    try check.throwIfAny()
    return company
  }

  private func contains(_ companyID: String, for caller: Caller) async throws -> Bool {
    let user = User(tenantID: caller.tenantID, userID: try caller.requireUser())
    if let memberships = remembered(user), memberships.contains(where: { $0.company == companyID }) { return true }
    return try await ask(user).contains { $0.company == companyID }
  }

  private func remembered(_ user: User) -> [Membership]? {
    let now = clock.now()
    return answers.withLock { answers in
      // A clock that was set back makes an answer look younger than new: such an answer is no good.
      guard let answer = answers[user], answer.at <= now, now < answer.at.adding(Self.lifetime) else { return nil }
      return answer.memberships
    }
  }

  private func ask(_ user: User) async throws -> [Membership] {
    let at = clock.now()
    let service = Caller(tenantID: user.tenantID, credential: .service)
    let response = try await auth.call(.listMemberships, caller: service) {
      $0.tenantID = user.tenantID
      $0.userID = user.userID
    }
    let memberships = response.memberships.map {
      Membership(company: $0.organizationID, role: OrganizationRole(rawValue: $0.role))
    }
    answers.withLock { answers in
      if answers.count >= Self.capacity { answers.removeAll(keepingCapacity: true) }
      answers[user] = memberships.isEmpty ? nil : Answer(memberships: memberships, at: at)
    }
    return memberships
  }
}

extension [Memberships.Membership] {
  fileprivate func role(in company: String) -> OrganizationRole? { first { $0.company == company }?.role }
}

extension Caller {
  /// True for another Quartet service that acts for no user: it may see its whole tenant.
  public var actsForItself: Bool { credential == .service && userID == nil }
}
