import CPostgres
import Dispatch
import Foundation

/// Waits for a server's answers, and has the statement cancelled when its transaction must stop. Used by
/// the connection's own thread only.
///
/// It looks up every few milliseconds rather than being woken: that needs no file of its own per
/// connection, and costs nothing while answers come quickly.
final class ServerWait {
  /// The transaction that has the connection now.
  var watch: StatementWatch
  /// The server did not answer a cancellation: nobody can use the connection any more.
  private(set) var isAbandoned = false

  private let raw: OpaquePointer
  private var cancellation: (request: CancelRequest, until: ContinuousClock.Instant)?

  private static let lookUpEvery: Int32 = 50
  /// How long the server has to answer a cancellation.
  private static let grace = Duration.seconds(2)

  init(_ raw: OpaquePointer) {
    self.raw = raw
    self.watch = StatementWatch(deadline: .now + StatementLimit.standard)
  }

  /// The next result of what was sent; nil where they end.
  /// - Throws: ``StorageError/unavailable(_:)`` when the connection is given up.
  func next() throws(StorageError) -> OpaquePointer? {
    while PQisBusy(raw) == 1 { try wait() }
    return PQgetResult(raw)
  }

  /// To be called when everything was answered: a cancellation that is still on its way must not meet
  /// the next statement.
  func settle() {
    guard let cancellation else { return }
    self.cancellation = nil
    if !cancellation.request.isOver(by: cancellation.until) { isAbandoned = true }
  }

  private func wait() throws(StorageError) {
    let isUnsent = PQflush(raw) == 1
    var socket = pollfd(fd: PQsocket(raw), events: Int16(isUnsent ? POLLIN | POLLOUT : POLLIN), revents: 0)
    _ = poll(&socket, 1, timeToLookUp)
    // After a timeout too: TLS may hold bytes that the socket no longer shows. A broken connection shows
    // in the next result.
    _ = PQconsumeInput(raw)
    if let cancellation {
      guard ContinuousClock.now > cancellation.until else { return }
      isAbandoned = true
      throw .unavailable("the server did not answer a cancellation")
    } else if watch.reason != nil, PQisBusy(raw) == 1 {
      cancellation = (CancelRequest(raw), .now + Self.grace)
    }
  }

  private var timeToLookUp: Int32 {
    guard cancellation == nil, let deadline = watch.deadline else { return Self.lookUpEvery }
    let (seconds, attoseconds) = (deadline - .now).components
    guard seconds < 1 else { return Self.lookUpEvery }
    return max(1, min(Self.lookUpEvery, Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)))
  }
}

/// Asks a server to end what a connection is doing. libpq blocks until it has been asked, on a
/// connection of its own, which may take long where the network is down: hence a thread.
private final class CancelRequest: Sendable {
  private let over = DispatchSemaphore(value: 0)

  init(_ raw: OpaquePointer) {
    guard let key = PQgetCancel(raw) else {
      over.signal()
      return
    }
    let address = UInt(bitPattern: key)
    Thread.detachNewThread { [over] in
      let key = OpaquePointer(bitPattern: address)
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(key, &message, 256)
      PQfreeCancel(key)
      over.signal()
    }
  }

  func isOver(by limit: ContinuousClock.Instant) -> Bool {
    let (seconds, attoseconds) = max(limit - .now, .zero).components
    let wait = DispatchTimeInterval.milliseconds(Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    return over.wait(timeout: .now() + wait) == .success
  }
}
