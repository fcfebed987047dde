import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Outbound
import Synchronization

@testable import AgentService

/// Answers exchanges from a list and remembers the requests.
final class CannedExchange: Sendable {
  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var headers: HTTPHeaders = [:]
    /// The body in the chunks that the client gets to see.
    var chunks: [String] = []
  }

  private let answers: Mutex<[Answer]>
  private let seen = Mutex<[HTTPClientRequest]>([])
  private let waited = Mutex<[Duration]>([])

  init(_ answers: [Answer]) { self.answers = Mutex(answers) }

  var requests: [HTTPClientRequest] { seen.withLock { $0 } }
  var pauses: [Duration] { waited.withLock { $0 } }

  func http(_ name: String) -> ProviderHTTP {
    let http = OutboundHTTP { request, _ in
      self.seen.withLock { $0.append(request) }
      let answer = self.answers.withLock { $0.removeFirst() }
      let chunks = AsyncStream<ByteBuffer> { continuation in
        for chunk in answer.chunks { continuation.yield(ByteBuffer(string: chunk)) }
        continuation.finish()
      }
      return HTTPClientResponse(status: answer.status, headers: answer.headers, body: .stream(chunks))
    }
    let retries = OutboundRetries(attempts: 3) { duration in self.waited.withLock { $0.append(duration) } }
    return ProviderHTTP(name: name, http: http, retries: retries)
  }

  func openAI(_ name: String = "openai") -> OpenAIProvider {
    OpenAIProvider(name: name, endpoint: .init(baseURL: "https://ai.test/v1", apiKey: "sk-test"), http: http(name))
  }

  func anthropic() -> AnthropicProvider {
    AnthropicProvider(endpoint: .init(baseURL: "https://ai.test", apiKey: "key"), http: http("anthropic"))
  }
}
