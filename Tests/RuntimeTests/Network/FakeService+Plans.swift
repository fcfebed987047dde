import Contracts
import TestSupport

extension FakeService {
  /// A service of one RPC, `listPublicPlans`, which does what the test says.
  static func plans(_ body: @escaping @Sendable () async throws -> Void = {}) -> FakeService {
    FakeService().on(.listPublicPlans) { _ in
      try await body()
      return .init()
    }
  }
}
