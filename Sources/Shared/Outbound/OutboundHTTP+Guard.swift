import AsyncHTTPClient
import NIOCore

/// Requests to places that a client chose.
extension OutboundHTTP {
  /// Enough to be polite; what a stranger's server says beyond its status is not read.
  private static let maximumStrangeAnswer = 64 << 10

  /// Sends a request to a place that ``Destinations`` allows, over a connection to the very address that was checked.
  /// - Parameter request: its path is not looked at.
  /// - Returns: the answer's status.
  /// - Throws: ``Destinations/Refusal``, ``OutboundFailure``, or `CancellationError`.
  public func send(
    _ request: OutboundRequest, to url: OutboundURL, allowedBy destinations: Destinations
  ) async throws -> Int {
    var request = request
    request.path = url.text
    let ready = request.request(under: "")
    return try await bounded {
      let address = try await destinations.address(of: url)
      return try await exchange(ready, host: url.host, at: address)
    }
  }

  /// A client of its own for each request, since the address that a name stands for belongs to the client.
  private func exchange(_ request: HTTPClientRequest, host: String, at address: NetworkAddress) async throws -> Int {
    var configuration = OutboundClients.configuration(through: proxies.proxy(to: request.url))
    configuration.dnsOverride = [host: address.text]
    configuration.httpVersion = .http1Only
    // Whoever sends decides about another try; a closed port need not be knocked at until the timeout.
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let response = try await traced(request) { try await client.execute($0, deadline: $1) }
      _ = try? await response.body.collect(upTo: Self.maximumStrangeAnswer)
      try await client.shutdown()
      return Int(response.status.code)
    } catch {
      try? await client.shutdown()
      throw error
    }
  }
}
