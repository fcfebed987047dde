/// Where a provider is and what it is shown.
struct ProviderEndpoint: Sendable {
  let baseURL: String
  let apiKey: String?

  /// The address of `path` ("chat/completions") under the API's version, which a base URL may carry
  /// already.
  func url(_ path: String) -> String {
    let base = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    return base.hasSuffix("/v1") ? "\(base)/\(path)" : "\(base)/v1/\(path)"
  }
}
