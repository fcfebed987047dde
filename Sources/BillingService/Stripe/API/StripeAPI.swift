import Foundation
import Outbound
import Runtime

/// Stripe's API: one exchange each, with the version pinned that the answers are read by. Nothing is tried again here
/// but what changes nothing; whoever asks knows what a repetition means (``StripeFailure/mayRepeat``).
struct StripeAPI: Sendable {
  /// The version decides the form of every answer and of what is sent.
  static let version = "2026-10-28.endive"

  /// `https://api.stripe.com` in production.
  let http: OutboundHTTP

  /// - Parameter exchange: replaced in tests that answer by themselves.
  init(_ settings: Settings) {
    var http = OutboundHTTP(
      baseURL: settings.stripe.baseURL, timeout: .seconds(30), maximumAnswer: 8 << 20,
      proxies: OutboundProxies(settings.proxies))
    http.spanAttributes = ["peer.service": "stripe"]
    self.http = http
  }

  /// Sends a request.
  /// - Parameter key: the secret key.
  /// - Returns: the body of a successful answer.
  /// - Throws: ``StripeFailure``, `CancellationError`.
  func send(_ request: StripeRequest, key: String) async throws -> Data {
    let answer: OutboundAnswer
    do {
      answer = try await http.send(outbound(request, key: key))
    } catch let failure as OutboundFailure {
      throw StripeFailure.unknown(failure.description)
    }
    if let failure = Self.failure(of: answer) { throw failure }
    return answer.body
  }

  private func outbound(_ request: StripeRequest, key: String) -> OutboundRequest {
    var outbound = OutboundRequest(
      request.path,
      headers: [
        "authorization": "Bearer \(key)", "stripe-version": Self.version, "accept": "application/json",
      ])
    switch request.method {
    case .get: outbound.method = .GET
    case .post: outbound.method = .POST
    case .delete: outbound.method = .DELETE
    }
    if request.method == .post {
      outbound.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
      if let key = request.idempotencyKey { outbound.headers.add(name: "idempotency-key", value: key) }
      outbound.body = Array(request.form.utf8)
    } else if !request.form.isEmpty {
      outbound.path += "?" + request.form
    }
    return outbound
  }

  /// What an answer that is not a success means; nil for one that is.
  static func failure(of answer: OutboundAnswer) -> StripeFailure? {
    if answer.isSuccess { return nil }
    switch answer.status {
    case 401: return .keyInvalid
    case 409, 429: return .busy
    // A system behind Stripe failed in the middle of it.
    case 408, 424: return .unknown("its answer was \(answer.status)")
    case 400..<500:
      guard let refusal = StripeRefusal(status: answer.status, body: answer.body) else {
        return .unknown("its answer was \(answer.status)")
      }
      return refusal.code == "lock_timeout" || refusal.code == "idempotency_key_in_use" ? .busy : .refused(refusal)
    default: return .unknown("its answer was \(answer.status)")
    }
  }

  static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()
}
