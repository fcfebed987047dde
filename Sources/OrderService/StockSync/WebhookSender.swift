import Outbound
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

  let destinations: Destinations
  var http = OutboundHTTP()
  let clock: any WallClock

  /// Posts JSON; a refusal or a broken connection is an attempt that went wrong, not an error.
  /// - Throws: `CancellationError` only.
  func post(
    _ body: [UInt8], id: String, to url: OutboundURL, signedBy secrets: [WebhookSecret]
  ) async throws -> Attempt {
    let begin = ContinuousClock.now
    var attempt = Attempt(latency: .zero)
    do {
      let status = try await http.send(request(body, id, secrets), to: url, allowedBy: destinations)
      attempt.status = status
      attempt.error = (200..<300).contains(status) ? nil : "the answer was \(status)"
    } catch {
      try Task.checkCancellation()
      attempt.error = Self.reason(error)
    }
    attempt.latency = ContinuousClock.now - begin
    return attempt
  }

  private func request(_ body: [UInt8], _ id: String, _ secrets: [WebhookSecret]) -> OutboundRequest {
    let webhook = SignedWebhook(id: id, timestamp: clock.now().microseconds / 1_000_000, body: body)
    return OutboundRequest(
      .POST, "",
      headers: [
        "content-type": "application/json", "user-agent": "Quartet-Webhooks/1", "webhook-id": id,
        "webhook-timestamp": String(webhook.timestamp), "webhook-signature": webhook.signature(by: secrets),
      ], body: body)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let refusal as Destinations.Refusal: refusal.message
    case OutboundFailure.timedOut: "there was no answer in time"
    case OutboundFailure.connectTimedOut: "the connection timed out"
    default: "the connection failed"
    }
  }
}
