import AsyncHTTPClient
import Foundation
import Instrumentation
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Runtime
import Tracing

/// The HTTP under every provider: one span per exchange with the trace context sent along, timeouts, and
/// retries, which only happen before the provider has answered 2xx, so never after a first token.
struct ProviderHTTP: Sendable {
  typealias Exchange = @Sendable (HTTPClientRequest, NIODeadline) async throws -> HTTPClientResponse

  static let attempts = 3
  /// A `Retry-After` beyond this is handed to the caller instead of being waited for.
  static let longestWait = Duration.seconds(10)
  private static let logger = Logger(label: "quartet.agent.providers")
  /// Longest whole answer in bytes.
  static let longestBody = 16 << 20

  /// The provider's name, for errors and spans.
  let name: String
  let exchange: Exchange
  /// Replaced in tests, which don't wait.
  var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

  init(name: String, client: HTTPClient) {
    self.init(name: name) { try await client.execute($0, deadline: $1) }
  }

  init(name: String, exchange: @escaping Exchange) {
    self.name = name
    self.exchange = exchange
  }

  /// Posts JSON and returns the 2xx answer, its body still to be read.
  /// - Throws: ``AgentError``.
  func post(_ url: String, headers: [(String, String)], body: JSONValue) async throws -> HTTPClientResponse {
    let bytes = ByteBuffer(string: body.text)
    var attempt = 1
    while true {
      let retryAfter: Duration?
      let failure: AgentError
      do {
        let response = try await spanned(url, headers, bytes)
        let status = Int(response.status.code)
        if (200..<300).contains(status) { return response }
        let said = await Self.detail(response)
        guard status == 429 || status == 408 || status >= 500 else {
          throw logged(.providerRefused(name, status: status, said: said), said)
        }
        retryAfter = Self.retryAfter(response.headers)
        failure = logged(
          .providerUnavailable(name, detail: "it answered \(status)", said: said, retryAfter: retryAfter), said)
      } catch let error as AgentError {
        throw error
      } catch {
        if Task.isCancelled || error is CancellationError { throw CancellationError() }
        retryAfter = nil
        failure = .providerUnavailable(name, detail: Self.reason(error))
      }
      let wait = retryAfter ?? .milliseconds(200 * attempt * attempt)
      guard attempt < Self.attempts, wait <= Self.longestWait, !passesDeadline(wait) else { throw failure }
      try await pause(wait)
      attempt += 1
    }
  }

  /// Posts JSON and returns the 2xx answer, which is a stream of events. Whoever stands between sends its pages
  /// with 200 too, and some providers their errors.
  /// - Throws: ``AgentError``.
  func events(_ url: String, headers: [(String, String)], body: JSONValue) async throws -> HTTPClientResponse {
    let response = try await post(url, headers: headers, body: body)
    let type = response.headers.first(name: "content-type")?.lowercased() ?? ""
    guard type.hasPrefix("text/html") || type.hasPrefix("application/json") else { return response }
    throw failed("its answer is not a stream", said: await Self.detail(response))
  }

  /// What a caller is told of a provider's error; the provider's own words go into the log.
  func failed(_ detail: String, said: String?) -> AgentError {
    logged(.providerUnavailable(name, detail: detail, said: said), said)
  }

  private func logged(_ error: AgentError, _ said: String?) -> AgentError {
    if let said {
      Self.logger.warning("a model provider failed", metadata: ["provider": "\(name)", "said": "\(said)"])
    }
    return error
  }

  /// Posts JSON and reads the whole answer.
  func json<Answer: Decodable>(
    _ url: String, headers: [(String, String)], body: JSONValue, as: Answer.Type
  ) async throws -> Answer {
    let response = try await post(url, headers: headers, body: body)
    do {
      let bytes = try await response.body.collect(upTo: Self.longestBody)
      return try JSONDecoder().decode(Answer.self, from: bytes)
    } catch {
      throw broken(error)
    }
  }

  /// What an error in the middle of an answer means.
  func broken(_ error: any Error) -> any Error {
    if error is AgentError { return error }
    if Task.isCancelled || error is CancellationError { return CancellationError() }
    if error is DecodingError {
      return AgentError.providerUnavailable(name, detail: "its answer could not be understood")
    }
    return AgentError.providerUnavailable(name, detail: Self.reason(error))
  }

  private func spanned(
    _ url: String, _ headers: [(String, String)], _ body: ByteBuffer
  ) async throws -> HTTPClientResponse {
    try await withSpan("POST \(name)", ofKind: .client) { span in
      var request = HTTPClientRequest(url: url)
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/json")
      for (name, value) in headers { request.headers.add(name: name, value: value) }
      InstrumentationSystem.instrument.inject(span.context, into: &request.headers, using: HTTPHeadersInjector())
      request.body = .bytes(body)
      span.attributes["gen_ai.system"] = name
      span.attributes["url.full"] = url
      let response = try await exchange(request, deadline())
      span.attributes["http.response.status_code"] = Int(response.status.code)
      return response
    }
  }

  private func deadline() -> NIODeadline {
    let longest = Duration.seconds(300)
    let left = Call.currentIfAny?.deadline.map { min(longest, $0 - .now) } ?? longest
    return .now() + TimeAmount(max(.milliseconds(1), left))
  }

  private func passesDeadline(_ wait: Duration) -> Bool {
    guard let deadline = Call.currentIfAny?.deadline else { return false }
    return .now + wait >= deadline
  }

  /// The provider's own words, from the error bodies of OpenAI, Anthropic and Ollama.
  private static func detail(_ response: HTTPClientResponse) async -> String? {
    guard let buffer = try? await response.body.collect(upTo: 64 << 10) else { return nil }
    let text = String(buffer: buffer)
    let json = try? JSONValue(text: text)
    let candidates: [JSONValue?] = [json?["error"]?["message"], json?["error"], json?["message"]]
    return candidates.lazy.compactMap { $0?.string }.first.map { String($0.prefix(300)) }
  }

  /// `Retry-After` in seconds; its date form is not used by any provider.
  private static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
    guard let text = headers.first(name: "retry-after"), let seconds = Double(text), (0..<86_400).contains(seconds)
    else { return nil }
    return .milliseconds(Int64(seconds * 1000))
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
      "it did not answer in time"
    case let error as HTTPClientError where error == .connectTimeout: "the connection timed out"
    default: "the connection failed"
    }
  }
}

private struct HTTPHeadersInjector: Injector {
  func inject(_ value: String, forKey key: String, into carrier: inout HTTPHeaders) {
    carrier.replaceOrAdd(name: key, value: value)
  }
}
