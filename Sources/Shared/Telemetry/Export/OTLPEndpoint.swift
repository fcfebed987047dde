import Foundation

/// The collector's address as operators write it.
enum OTLPEndpoint {
  /// `<endpoint>/v1/traces` (the OTLP exporter specification's rule for `OTEL_EXPORTER_OTLP_ENDPOINT`).
  /// - Throws: ``TelemetryError/invalidEndpoint(_:)`` unless it is an absolute http or https URL.
  static func tracesURL(_ endpoint: String) throws(TelemetryError) -> String {
    guard let url = URLComponents(string: endpoint), ["http", "https"].contains(url.scheme?.lowercased()),
      let host = url.host, !host.isEmpty, url.query == nil, url.fragment == nil
    else { throw .invalidEndpoint(endpoint) }
    return (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
  }
}
