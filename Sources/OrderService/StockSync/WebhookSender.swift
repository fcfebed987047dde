import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Runtime

/// Posts signed webhooks, once each, to places that ``Destinations`` allows.
struct WebhookSender: Sendable {
  /// How an attempt went.
  struct Attempt: Sendable, Equatable {
    /// Nil without an answer.
    var status: Int?
    var latency: Duration
    /// Nil when all went well.
    var error: String?
  }

  private static let timeout = TimeAmount.seconds(10)
  /// Enough to be polite; what an ERP says beyond its status is not read.
  private static let longestAnswer = 64 << 10

  let destinations: Destinations
  let clock: any WallClock

  /// Posts JSON; a refusal or a broken connection is an attempt that went wrong, not an error.
  /// - Throws: `CancellationError` only.
  func post(
    _ body: [UInt8], id: String, to url: OutboundURL, signedBy secrets: [WebhookSecret]
  ) async throws -> Attempt {
    let begin = ContinuousClock.now
    var attempt = Attempt(latency: .zero)
    do {
      let address = try await destinations.address(of: url)
      let status = try await exchange(request(body, id, url, secrets), host: url.host, at: address)
      attempt.status = status
      attempt.error = (200..<300).contains(status) ? nil : "the answer was \(status)"
    } catch {
      try Task.checkCancellation()
      attempt.error = Self.reason(error)
    }
    attempt.latency = ContinuousClock.now - begin
    return attempt
  }

  private func request(
    _ body: [UInt8], _ id: String, _ url: OutboundURL, _ secrets: [WebhookSecret]
  ) -> HTTPClientRequest {
    let webhook = SignedWebhook(id: id, timestamp: clock.now().microseconds / 1_000_000, body: body)
    var request = HTTPClientRequest(url: url.text)
    request.method = .POST
    request.headers = [
      "content-type": "application/json", "user-agent": "Quartet-Webhooks/1", "webhook-id": id,
      "webhook-timestamp": String(webhook.timestamp), "webhook-signature": webhook.signature(by: secrets),
    ]
    request.body = .bytes(ByteBuffer(bytes: body))
    return request
  }

  /// A client of its own for each message, since the address that a name stands for belongs to the client.
  private func exchange(_ request: HTTPClientRequest, host: String, at address: NetworkAddress) async throws -> Int {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: Self.timeout))
    configuration.dnsOverride = [host: address.text]
    configuration.httpVersion = .http1Only
    // The outbox tries again; a closed port need not be knocked at until the timeout.
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    do {
      let response = try await client.execute(request, timeout: Self.timeout)
      _ = try? await response.body.collect(upTo: Self.longestAnswer)
      try await client.shutdown()
      return Int(response.status.code)
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let refusal as Destinations.Refusal: refusal.message
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
      "there was no answer in time"
    case let error as HTTPClientError where error == .connectTimeout: "the connection timed out"
    default: "the connection failed"
    }
  }
}
