/// The four services.
enum ServiceName: String, CaseIterable {
  case auth, billing, agent, order

  var addressSetting: String { rawValue.uppercased() + "_ADDRESS" }

  /// Where `serve` listens unless `--port` says otherwise.
  var defaultPort: Int {
    switch self {
    case .auth: 9101
    case .billing: 9102
    case .agent: 9103
    case .order: 9104
    }
  }
}
