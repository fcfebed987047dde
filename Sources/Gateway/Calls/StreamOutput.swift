import HTTPTypes
import HummingbirdCore
import NIOCore
import Runtime

/// Where a stream goes: each message to the client as soon as it comes. The head is sent with the first one, whose
/// media type it has.
///
/// `HttpBody` messages are written as they are (token streams, server-sent events, downloads); any other
/// message becomes one line of JSON (`application/x-ndjson`). An error before the first message is an
/// ordinary error answer; after it the connection is closed, so that the client sees a cut-off stream.
///
/// Unchecked because only the one task that relays the stream uses it.
final class StreamOutput: @unchecked Sendable {
  private let route: Route
  private let response: ResponseHead
  private let exchange: Exchange
  private let responder: Responder
  private let writer: PendingResponse
  private var body: (any ResponseBodyWriter)?

  init(_ call: PreparedCall, _ exchange: Exchange, _ responder: Responder, _ writer: consuming ResponseWriter) {
    route = call.route
    response = call.call.response
    self.exchange = exchange
    self.responder = responder
    self.writer = PendingResponse(writer)
  }

  /// From the attempt to send the head on: a client that has gone makes that fail too.
  private(set) var hasBegun = false

  func write(_ message: [UInt8]) async throws {
    if route.response.isRaw {
      let part = try route.response.raw(wire: message)
      try await begin(part.contentType)
      if !part.data.isEmpty { try await body?.write(ByteBuffer(bytes: part.data)) }
    } else {
      try await begin("application/x-ndjson")
      try await body?.write(ByteBuffer(bytes: try route.response.json(wire: message) + [UInt8(ascii: "\n")]))
    }
  }

  /// Ends the stream; one without any message is an empty answer.
  func finish() async throws {
    try await begin("text/plain; charset=utf-8")
    try await body?.finish(nil)
  }

  /// Answers with the error, or throws it where the stream has begun.
  func fail(_ error: any Error) async throws {
    guard !hasBegun else { throw error }
    try await responder.send(responder.failure(error, exchange), exchange, try writer.take())
  }

  private func begin(_ contentType: String) async throws {
    guard !hasBegun else { return }
    hasBegun = true
    var fields = response.fields
    let type = fields[.contentType] ?? contentType
    fields[.contentType] = nil
    // Proxies must not hold a token back.
    fields[.cacheControl] = fields[.cacheControl] ?? "no-cache"
    let head = responder.head(response.status ?? route.successStatus, type, exchange, extra: fields)
    body = try await writer.take().writeHead(head)
  }
}
