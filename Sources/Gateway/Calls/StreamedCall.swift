import Contracts
import GRPCCore
import HTTPTypes
import HummingbirdCore
import NIOCore
import Runtime
import Synchronization

/// A call whose answer is a stream: each message goes to the client as soon as it comes.
///
/// `HttpBody` messages are written as they are (token streams, server-sent events, downloads); any other
/// message becomes one line of JSON (`application/x-ndjson`). An error before the first message is an
/// ordinary error answer; after it the connection is closed, so that the client sees a cut-off stream.
struct StreamedCall {
  let handler: RequestHandler
  let exchange: Exchange
  let call: PreparedCall

  func run(_ writer: consuming ResponseWriter) async throws {
    let output = StreamOutput(handler: handler, exchange: exchange, route: call.route, writer: PendingResponse(writer))
    do {
      try await relay(output)
      try await output.finish(call.call.response)
    } catch {
      guard !output.hasBegun else { throw error }
      try await output.fail(handler.failure(error, exchange))
    }
  }

  private func relay(_ output: StreamOutput) async throws {
    // Before the task begins: from there on nothing may end this function but the task's own end.
    let connection = try await DisconnectHandler.of(exchange.channel)
    let input = call.messageStream
    let response = call.call.response
    let task = Task { [call] in
      try await call.route.channel.stream(
        call.route.method, input, call.call, head: {}, message: { try await output.write($0, response) })
    }
    let ticket = call.call.deadline.map { handler.wheel.set($0) { task.cancel() } }
    defer { if let ticket { handler.wheel.clear(ticket) } }
    let departure = connection.onDisconnect { task.cancel() }
    defer { connection.forget(departure) }
    try await withTaskCancellationHandler {
      do {
        try await task.value
      } catch {
        let passed = call.call.deadline.map { $0 <= .now } ?? false
        throw passed && !Task.isCancelled ? ServiceError.deadlineExceeded : error
      }
    } onCancel: {
      task.cancel()
    }
  }
}

/// Where a stream goes. The head is sent with the first message, whose media type it has.
///
/// Unchecked because only the one task that relays the stream uses it.
final class StreamOutput: @unchecked Sendable {
  private let handler: RequestHandler
  private let exchange: Exchange
  private let route: Route
  private let writer: PendingResponse
  private var body: (any ResponseBodyWriter)?

  init(handler: RequestHandler, exchange: Exchange, route: Route, writer: PendingResponse) {
    self.handler = handler
    self.exchange = exchange
    self.route = route
    self.writer = writer
  }

  /// From the attempt to send the head on: a client that has gone makes that fail too.
  private(set) var hasBegun = false

  func write(_ message: [UInt8], _ response: ResponseHead) async throws {
    if route.response.isRaw {
      let part = try route.response.raw(wire: message)
      try await begin(part.contentType, response)
      if !part.data.isEmpty { try await body?.write(ByteBuffer(bytes: part.data)) }
    } else {
      try await begin("application/x-ndjson", response)
      try await body?.write(ByteBuffer(bytes: try route.response.json(wire: message) + [UInt8(ascii: "\n")]))
    }
  }

  /// Ends the stream; one without any message is an empty answer.
  func finish(_ response: ResponseHead) async throws {
    try await begin("text/plain; charset=utf-8", response)
    try await body?.finish(nil)
  }

  /// Answers with an error instead of a stream.
  func fail(_ answer: Answer) async throws {
    try await handler.send(answer, exchange, try writer.take())
  }

  private func begin(_ contentType: String, _ response: ResponseHead) async throws {
    guard !hasBegun else { return }
    hasBegun = true
    var fields = response.fields
    let type = fields[.contentType] ?? contentType
    fields[.contentType] = nil
    // Proxies must not hold a token back.
    fields[.cacheControl] = fields[.cacheControl] ?? "no-cache"
    let head = handler.head(response.status ?? route.successStatus, type, exchange, extra: fields)
    body = try await writer.take().writeHead(head)
  }
}
