import AsyncHTTPClient
import Foundation
import Logging
import NIOFoundationCompat
import NIOHTTP1
import Outbound
import Runtime

/// The HTTP under every provider: JSON in, and errors in the provider's own words. A request is repeated only before
/// the provider has answered 2xx, so never after a first token.
struct ProviderHTTP: Sendable {
  /// Bytes of a whole answer.
  static let maximumBody = 16 << 20
  private static let logger = Logger(label: "quartet.agent.providers")

  /// The provider's name, for errors and spans.
  let name: String
  private let http: OutboundHTTP

  /// - Parameter http: carries the exchanges; their time, tries and spans are set here.
  init(name: String, http: OutboundHTTP, retries: OutboundRetries = OutboundRetries(attempts: 3)) {
    self.name = name
    var http = http
    http.timeout = .seconds(300)
    http.retries = retries
    http.spanAttributes = ["gen_ai.system": name]
    self.http = http
  }

  /// Posts JSON and returns the 2xx answer, its body still to be read.
  /// - Throws: ``AgentError``.
  func post(_ url: String, headers: [(String, String)], body: JSONValue) async throws -> HTTPClientResponse {
    var request = OutboundRequest(.POST, url, body: Array(body.text.utf8))
    request.headers = HTTPHeaders([("content-type", "application/json")] + headers)
    let response: HTTPClientResponse
    do {
      response = try await http.open(request)
    } catch {
      throw broken(error)
    }
    let status = Int(response.status.code)
    if (200..<300).contains(status) { return response }
    let said = await Self.detail(response)
    guard response.isTransient else { throw logged(.providerRefused(name, status: status, said: said), said) }
    let wait = response.retryAfter
    throw logged(.providerUnavailable(name, detail: "it answered \(status)", said: said, retryAfter: wait), said)
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
      let bytes = try await response.body.collect(upTo: Self.maximumBody)
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

  /// The provider's own words, from the error bodies of OpenAI, Anthropic and Ollama.
  private static func detail(_ response: HTTPClientResponse) async -> String? {
    guard let buffer = try? await response.body.collect(upTo: 64 << 10) else { return nil }
    let text = String(buffer: buffer)
    let json = try? JSONValue(text: text)
    let candidates: [JSONValue?] = [json?["error"]?["message"], json?["error"], json?["message"]]
    return candidates.lazy.compactMap { $0?.string }.first.map { String($0.prefix(300)) }
  }

  private static func reason(_ error: any Error) -> String {
    let failure = OutboundFailure(error)
    return failure == .unreachable ? "the connection failed" : failure.description
  }
}
