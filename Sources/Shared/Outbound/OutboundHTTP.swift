public import AsyncHTTPClient
import Foundation
import Instrumentation
public import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Runtime
import Tracing

/// HTTP to a system outside: a whole exchange and an answer have bounds, no redirect is followed, since it would carry
/// secrets to wherever the answer says, and each exchange is a span that sends the trace context along.
public struct OutboundHTTP: Sendable {
  public typealias Exchange = @Sendable (HTTPClientRequest, NIODeadline) async throws -> HTTPClientResponse

  /// What stands before each request's path, without a trailing slash; empty where requests name whole URLs.
  public var baseURL: String
  /// For a whole exchange; the deadline of the call that is served may come sooner.
  public var timeout: Duration
  /// Bytes of a whole answer.
  public var maximumAnswer: Int
  public var retries: OutboundRetries
  public var proxies: OutboundProxies
  /// What spans say beyond HTTP.
  public var spanAttributes: [String: String] = [:]
  /// Replaced in tests that answer by themselves.
  private let exchange: Exchange?

  public init(
    baseURL: String = "", timeout: Duration = .seconds(10), maximumAnswer: Int = 1 << 20,
    retries: OutboundRetries = .none, proxies: OutboundProxies = .none, exchange: Exchange? = nil
  ) {
    self.baseURL = baseURL
    self.timeout = timeout
    self.maximumAnswer = maximumAnswer
    self.retries = retries
    self.proxies = proxies
    self.exchange = exchange
  }

  /// Sends a request and reads the whole answer, whatever its status.
  /// - Throws: ``OutboundFailure``, or `CancellationError`.
  public func send(_ request: OutboundRequest) async throws -> OutboundAnswer {
    try await bounded {
      let response = try await open(request)
      let body = try await response.body.collect(upTo: maximumAnswer)
      return OutboundAnswer(status: Int(response.status.code), body: Data(buffer: body))
    }
  }

  /// Sends a request; the answer's body is still to be read, and an error in it is for ``OutboundFailure/init(_:)``.
  /// - Throws: ``OutboundFailure``, or `CancellationError`.
  public func open(_ request: OutboundRequest) async throws -> HTTPClientResponse {
    let request = request.request(under: baseURL)
    let exchange = exchange ?? pooled(request.url)
    var attempt = 1
    while true {
      let outcome = await outcome(of: request, exchange)
      try Task.checkCancellation()
      guard let wait = wait(after: attempt, outcome) else { return try outcome.get() }
      if case .success(let response) = outcome { _ = try? await response.body.collect(upTo: 64 << 10) }
      try await retries.pause(wait)
      attempt += 1
    }
  }

  private func outcome(
    of request: HTTPClientRequest, _ exchange: Exchange
  ) async -> Result<HTTPClientResponse, OutboundFailure> {
    do { return .success(try await traced(request, exchange)) } catch { return .failure(error) }
  }

  /// How long to wait before the request is sent again; nil: it is not.
  private func wait(after attempt: Int, _ outcome: Result<HTTPClientResponse, OutboundFailure>) -> Duration? {
    let response = try? outcome.get()
    if let response, !response.isTransient { return nil }
    guard let wait = retries.wait(after: attempt, retryAfter: response?.retryAfter) else { return nil }
    if let deadline = Call.currentIfAny?.deadline, .now + wait >= deadline { return nil }
    return wait
  }

  private func pooled(_ url: String) -> Exchange {
    let client = OutboundClients.client(through: proxies.proxy(to: url))
    return { try await client.execute($0, deadline: $1) }
  }
}

extension OutboundHTTP {
  /// One exchange as a span with the names that OpenTelemetry gives to HTTP clients.
  func traced(_ request: HTTPClientRequest, _ exchange: Exchange) async throws(OutboundFailure) -> HTTPClientResponse {
    do {
      return try await withSpan(request.method.rawValue, ofKind: .client) { span in
        var request = request
        InstrumentationSystem.instrument.inject(span.context, into: &request.headers, using: HTTPHeadersInjector())
        describe(request, in: span)
        do {
          let response = try await exchange(request, deadline())
          let status = Int(response.status.code)
          span.attributes["http.response.status_code"] = status
          if status >= 400 { span.attributes["error.type"] = String(status) }
          return response
        } catch {
          span.attributes["error.type"] = OutboundFailure(error).code
          throw error
        }
      }
    } catch {
      throw OutboundFailure(error)
    }
  }

  private func describe(_ request: HTTPClientRequest, in span: any Span) {
    span.attributes["http.request.method"] = request.method.rawValue
    for (name, value) in spanAttributes { span.attributes[name] = value }
    guard var url = URLComponents(string: request.url) else { return }
    span.attributes["server.address"] = url.host
    span.attributes["server.port"] = url.port ?? (url.scheme?.lowercased() == "https" ? 443 : 80)
    // Queries carry secrets at some systems.
    url.query = nil
    span.attributes["url.full"] = url.string
  }

  private func deadline() -> NIODeadline {
    let left = Call.currentIfAny?.deadline.map { min(timeout, $0 - .now) } ?? timeout
    return .now() + TimeAmount(max(.milliseconds(1), left))
  }

  /// Ends what takes longer than the timeout, bodies that trickle in included.
  func bounded<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    do {
      return try await withThrowingTaskGroup(of: T.self) { [timeout] group in
        group.addTask(operation: body)
        group.addTask {
          try await Task.sleep(for: timeout)
          throw OutboundFailure.timedOut
        }
        defer { group.cancelAll() }
        guard let answer = try await group.next() else { throw OutboundFailure.unreachable }
        return answer
      }
    } catch let refusal as Destinations.Refusal {
      throw refusal
    } catch {
      if Task.isCancelled || error is CancellationError { throw CancellationError() }
      throw OutboundFailure(error)
    }
  }
}

private struct HTTPHeadersInjector: Injector {
  func inject(_ value: String, forKey key: String, into carrier: inout HTTPHeaders) {
    carrier.replaceOrAdd(name: key, value: value)
  }
}
