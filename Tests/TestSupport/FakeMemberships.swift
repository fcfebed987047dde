import Contracts
import Runtime
import Synchronization

/// The auth service's answer to who belongs to which company.
public final class FakeMemberships: Sendable {
  private struct State {
    var companies: [String: [String]] = [:]
    var roles: [String: OrganizationRole] = [:]
    var questions = 0
    var interlude: (@Sendable () async throws -> Void)?
  }
  private let state = Mutex(State())

  public init() {}

  /// How often somebody has asked.
  public var questions: Int { state.withLock { $0.questions } }

  /// Makes a user a member of exactly these companies.
  public func set(
    _ companies: [String], as role: OrganizationRole = .owner, of userID: String,
    tenantID: String = Caller.defaultTenantID
  ) {
    state.withLock {
      $0.companies["\(tenantID)/\(userID)"] = companies
      $0.roles["\(tenantID)/\(userID)"] = role
    }
  }

  /// What happens while the next question is answered, once.
  public func interrupt(by interlude: @escaping @Sendable () async throws -> Void) {
    state.withLock { $0.interlude = interlude }
  }

  public var service: FakeService {
    FakeService().on(.listMemberships) { request in
      let interlude = self.state.withLock { state in
        defer { state.interlude = nil }
        return state.interlude
      }
      try await interlude?()
      return self.memberships(request)
    }
  }

  private func memberships(_ request: AuthV1.ListMembershipsRequest) -> AuthV1.ListMembershipsResponse {
    let user = "\(request.tenantID)/\(request.userID)"
    let (companies, role) = state.withLock { state in
      state.questions += 1
      return (state.companies[user] ?? [], state.roles[user] ?? .owner)
    }
    return .with {
      $0.memberships = companies.map { company in
        .with {
          $0.organizationID = company
          $0.role = role.rawValue
        }
      }
    }
  }
}
