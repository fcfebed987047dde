import Runtime
import Synchronization

/// Who may have one more connection: within the process's budget anyone, but no client network more than a quarter of
/// it. Trusted proxies speak for many clients and have no share of their own.
final class ConnectionAdmission: Sendable {
  private let budget: ConnectionBudget
  private let proxies: TrustedProxies
  private let connections = Mutex<[ClientNetwork: Int]>([:])

  init(budget: ConnectionBudget, proxies: TrustedProxies) {
    self.budget = budget
    self.proxies = proxies
  }

  var maximumPerNetwork: Int { max(1, budget.maximum / 4) }

  /// Takes a place for a connection from `address`, which ``leave(_:)`` gives back.
  /// - Returns: false when there is none.
  func enter(_ address: String?) -> Bool {
    guard budget.take() else { return false }
    guard let network = network(address) else { return true }
    let hasPlace = connections.withLock { connections in
      let count = connections[network, default: 0]
      guard count < maximumPerNetwork else { return false }
      connections[network] = count + 1
      return true
    }
    if !hasPlace { budget.giveBack() }
    return hasPlace
  }

  func leave(_ address: String?) {
    budget.giveBack()
    guard let network = network(address) else { return }
    connections.withLock { connections in
      let count = connections[network, default: 0]
      connections[network] = count > 1 ? count - 1 : nil
    }
  }

  private func network(_ address: String?) -> ClientNetwork? {
    guard let address, !proxies.isTrusted(address) else { return nil }
    return ClientNetwork(address)
  }
}
