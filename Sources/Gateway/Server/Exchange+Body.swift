import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Runtime

extension Exchange {
  /// The whole body. A client that waits to be told to send it is told so.
  /// - Parameter patience: for the words of an error only; ``ConnectionDeadlines`` keeps the time.
  /// - Throws: `PAYLOAD_TOO_LARGE` (413), `MALFORMED_REQUEST` (400), `REQUEST_TIMEOUT` (408), or `CancellationError`
  ///   when the client has gone.
  func collectBody(upTo maximum: Int, within patience: Duration) async throws -> [UInt8] {
    let tooLarge = ServiceError(
      .invalidArgument, "PAYLOAD_TOO_LARGE", "The body is longer than \(maximum) bytes.", httpStatus: 413)
    if let length = fields.contentLength.flatMap({ Int($0) }), length > maximum { throw tooLarge }
    do {
      if fields.expect != nil { try await channel.triggerUserOutboundEvent(BodyWanted()) }
      let buffer = try await request.body.collect(upTo: maximum)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    } catch {
      throw Self.unreadable(error, patience)
    }
  }

  /// What it means that a body broke off: the client's bytes, its pace, or that it has gone.
  private static func unreadable(_ error: any Error, _ patience: Duration) -> any Error {
    switch error {
    case HTTPParserError.invalidEOFState: CancellationError()
    case is HTTPParserError:
      ServiceError(
        .invalidArgument, "MALFORMED_REQUEST",
        "The body can't be read: its chunks or its transfer encoding are malformed.",
        httpStatus: 400)
    case is RequestOverdue:
      ServiceError(
        .deadlineExceeded, "REQUEST_TIMEOUT", "The body did not come within \(patience).", httpStatus: 408)
    default: CancellationError()
    }
  }
}
