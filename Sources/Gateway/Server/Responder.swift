import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Runtime

/// Sends answers with the headers that every answer gets, and makes answers of errors.
struct Responder: Sendable {
  let cors: CrossOrigin
  private let logger: Logger
  private let date = DateHeader()

  init(cors: CrossOrigin, logger: Logger) {
    self.cors = cors
    self.logger = logger
  }

  func send(_ answer: Answer, _ exchange: Exchange, _ writer: consuming ResponseWriter) async throws {
    var head = head(answer.status, answer.contentType, exchange, extra: answer.headers)
    if answer.status != 204 && answer.status != 304 {
      head.headerFields.append(HTTPField(name: .contentLength, value: String(answer.body.readableBytes)))
    }
    let isEmpty = exchange.head.method == .head || answer.body.readableBytes == 0
    try await writer.write(response: head, body: isEmpty ? .init() : .init(byteBuffer: answer.body))
  }

  /// The head of an answer, with the headers that every answer gets.
  func head(_ status: Int, _ contentType: String?, _ exchange: Exchange, extra: HTTPFields) -> HTTPResponse {
    exchange.status = status
    var fields = HTTPFields()
    fields.reserveCapacity(8 + extra.count)
    if let contentType { fields.append(HTTPField(name: .contentType, value: contentType)) }
    fields.append(HTTPField(name: .date, value: date.value))
    fields.append(HTTPField(name: .requestID, value: exchange.requestID))
    fields.append(HTTPField(name: .durationMS, value: Self.milliseconds(exchange.elapsed)))
    for field in extra { fields.append(field) }
    for field in exchange.headers { fields.append(field) }
    cors.allow(exchange.reader, &fields)
    return HTTPResponse(status: .init(code: status), headerFields: fields)
  }

  /// An error as the surface shows it.
  func failure(_ error: any Error, _ exchange: Exchange) -> Answer {
    var failure = ServiceError(any: error)
    if exchange.isForwarded, let route = exchange.route {
      failure.violations = route.request.placed(failure.violations)
    }
    if failure.isUnexpected {
      logger.error(
        "\(exchange.head.method.rawValue) \(exchange.path) failed",
        metadata: ["request_id": "\(exchange.requestID)", "error": "\(String(reflecting: error))"])
    }
    let badRequest = exchange.route?.badRequestStatus ?? exchange.surface.badRequestStatus
    let status = StatusTable.status(failure, badRequest: badRequest)
    let problem = exchange.wantsProblem
    let body = ErrorBody.render(
      failure, status: status, surface: exchange.surface, requestID: exchange.requestID, problem: problem)
    var headers = HTTPFields()
    if let seconds = ErrorBody.retryAfterSeconds(failure) ?? (status == 429 ? 60 : nil) {
      headers.append(HTTPField(name: .retryAfter, value: String(seconds)))
    }
    // RFC 9110, 15.5.2: a 401 names a way to be somebody. Bearer is the one that no browser asks its user about.
    if status == 401 { headers.append(HTTPField(name: .wwwAuthenticate, value: "Bearer")) }
    return Answer(status, problem ? ErrorBody.problem : ErrorBody.json, ByteBuffer(bytes: body), headers: headers)
  }

  /// With one decimal place.
  private static func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
