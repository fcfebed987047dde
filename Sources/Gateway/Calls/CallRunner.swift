import GRPCCore
import NIOCore
import Runtime
import Synchronization

/// Calls services, and waits for the answer, for the deadline or for the client's leaving, whichever comes first.
struct CallRunner: Sendable {
  let wheel = DeadlineWheel()

  /// A handler that ignores its cancellation does not keep the client waiting.
  func unary(_ prepared: PreparedCall) async throws -> [UInt8] {
    try await raced(prepared) {
      try await prepared.route.channel.unary(prepared.route.method, prepared.messages[0], prepared.call)
    }
  }

  /// Calls a client-streaming method, whose answer is one message.
  func collected(_ prepared: PreparedCall) async throws -> [UInt8] {
    try await raced(prepared) {
      let answer = Mutex<[UInt8]?>(nil)
      try await prepared.route.channel.stream(
        prepared.route.method, prepared.messageStream, prepared.call, head: {},
        message: { message in answer.withLock { $0 = message } })
      guard let message = answer.withLock({ $0 }) else {
        throw ServiceError(.internalError, "EMPTY_ANSWER", "The service sent no answer.")
      }
      return message
    }
  }

  /// Calls a method whose answer is a stream, and hands on each message of it.
  func streamed(
    _ prepared: PreparedCall, message: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    // Before the task begins: from there on nothing may end this function but the task's own end.
    let connection = try await DisconnectHandler.of(prepared.channel)
    let input = prepared.messageStream
    let task = Task {
      try await prepared.route.channel.stream(
        prepared.route.method, input, prepared.call, head: {}, message: message)
    }
    let ticket = prepared.call.deadline.map { wheel.set($0) { task.cancel() } }
    defer { if let ticket { wheel.clear(ticket) } }
    let departure = connection.onDisconnect { task.cancel() }
    defer { connection.forget(departure) }
    try await withTaskCancellationHandler {
      do {
        try await task.value
      } catch {
        let passed = prepared.call.deadline.map { $0 <= .now } ?? false
        throw passed && !Task.isCancelled ? ServiceError.deadlineExceeded : error
      }
    } onCancel: {
      task.cancel()
    }
  }

  private func raced(
    _ prepared: PreparedCall, _ work: @escaping @Sendable () async throws -> [UInt8]
  ) async throws -> [UInt8] {
    let race = AnswerRace()
    // Finding the connection's handler is a hop to its event loop: worth it only where a call is long.
    let connection = prepared.route.isLong ? try await DisconnectHandler.of(prepared.channel) : nil
    let departure = connection?.onDisconnect { race.end(.failure(CancellationError())) }
    defer { if let departure { connection?.forget(departure) } }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        race.begin(continuation)
        let task = Task {
          do {
            race.end(.success(try await work()))
          } catch {
            race.end(.failure(error))
          }
        }
        if race.hasEnded { return }
        race.onLoss { task.cancel() }
        if let deadline = prepared.call.deadline {
          let ticket = wheel.set(deadline) { race.end(.failure(ServiceError.deadlineExceeded)) }
          race.onEnd { [wheel] in wheel.clear(ticket) }
        }
      }
    } onCancel: {
      race.end(.failure(CancellationError()))
    }
  }
}
