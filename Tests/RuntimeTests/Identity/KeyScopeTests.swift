import Runtime
import Testing

@Suite("Key scopes")
struct KeyScopeTests {
  @Test(
    "a path belongs to one scope, whole segments only",
    arguments: [
      ("/v1/auth/login", KeyScope.auth), ("/v1/organizations", .organizations),
      ("/v1/organizations/{organization_id}/members", .organizations), ("/v1/departments/{id}", .organizations),
      ("/v1/users/stats", .users), ("/v1/user/agents/{id}/chat", .agents), ("/v1/ai/completions", .agents),
      ("/v1/external-agents/{id}/calls", .agents), ("/v1/user/files/folders", .files),
      ("/v1/entity/records/search", .entities), ("/v1/plans/free", .billing), ("/v1/api/usage/current", .billing),
      ("/v1/usage/check", .billing), ("/v1/subscriptions/plans", .billing), ("/v1/billing/change-plan", .billing),
      ("/v1/authority", nil), ("/v1/dashboard/users", nil), ("/v1/user", nil), ("/", nil), ("", nil),
    ])
  func path(path: String, scope: KeyScope?) {
    #expect(KeyScope(path: path) == scope)
  }

  @Test("a key opens the paths of its scopes, and everything without scopes")
  func allow() {
    #expect(KeyScope.allow([], path: "/v1/anything"))
    #expect(KeyScope.allow(["auth", "users"], path: "/v1/users/stats"))
    #expect(!KeyScope.allow(["auth"], path: "/v1/users/stats"))
    #expect(!KeyScope.allow(["auth"], path: "/v1/anything"))
    #expect(!KeyScope.allow(["no such scope"], path: "/v1/auth/login"))
  }

  @Test("no path is in two scopes")
  func disjoint() {
    for scope in KeyScope.allCases {
      for prefix in scope.pathPrefixes {
        let others = KeyScope.allCases.filter { other in
          other != scope && other.pathPrefixes.contains { "\(prefix)/".hasPrefix("\($0)/") }
        }
        #expect(others.isEmpty, "\(prefix)")
      }
    }
  }
}
