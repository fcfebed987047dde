/// What stops a gateway from starting.
public enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A method's options don't make a route; every problem of the contract in one list.
  case invalidContract([String])
  /// A setting of the gateway.
  case invalidSetting(String, String)

  public var description: String {
    switch self {
    case .invalidContract(let problems):
      "The contract has problems:\n" + problems.map { "  - \($0)" }.joined(separator: "\n")
    case .invalidSetting(let name, let problem): "\(name): \(problem)"
    }
  }
}
