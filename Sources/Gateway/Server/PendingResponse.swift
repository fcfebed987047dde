import HummingbirdCore

/// Carries the response writer, which can't be copied, through a closure that runs once.
///
/// Unchecked because the compiler can't see that: one task makes it, and the one closure it hands it to
/// takes the writer out.
final class PendingResponse: @unchecked Sendable {
  private var writer: ResponseWriter?

  init(_ writer: consuming ResponseWriter) { self.writer = consume writer }

  /// The writer, the first time.
  /// - Throws: `CancellationError` the second time: whoever took it has answered, or failed to.
  func take() throws -> ResponseWriter {
    guard let taken = writer.take() else { throw CancellationError() }
    return taken
  }
}
