import Foundation
import HTTPTypes
import NIOCore
import Runtime
import Synchronization

extension RequestHandler {
  /// Calls the service and waits for its answer, for the deadline or for the client's leaving, whichever
  /// comes first. A handler that ignores its cancellation does not keep the client waiting.
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

  /// The service's answer as HTTP.
  func answer(_ prepared: PreparedCall, _ message: [UInt8]) throws -> Answer {
    let route = prepared.route
    var answer = Answer(
      prepared.call.response.status ?? route.successStatus, ErrorBody.json, ByteBuffer(),
      headers: prepared.call.response.fields)
    if answer.status == 204 || answer.status == 304 {
      answer.contentType = nil
    } else if route.response.isRaw {
      let body = try route.response.raw(wire: message)
      answer.contentType = body.contentType
      answer.body = ByteBuffer(bytes: body.data)
    } else {
      answer.body = ByteBuffer(bytes: try route.response.json(wire: message))
    }
    if let contentType = answer.headers[.contentType] {
      answer.contentType = contentType
      answer.headers[.contentType] = nil
    }
    return answer
  }
}

extension ResponseHead {
  /// The service's headers; those that no HTTP message may have are left out.
  var fields: HTTPFields {
    var fields = HTTPFields()
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    return fields
  }
}

/// Who comes first: the service's answer, the deadline, or the client's leaving. The continuation is
/// resumed once; the losers are told to stop.
private final class AnswerRace: Sendable {
  private struct State {
    var continuation: CheckedContinuation<[UInt8], any Error>?
    var outcome: Result<[UInt8], any Error>?
    var cancelWork: (@Sendable () -> Void)?
    var cleanUp: (@Sendable () -> Void)?
  }
  private let state = Mutex(State())

  var hasEnded: Bool { state.withLock { $0.outcome != nil } }

  func begin(_ continuation: CheckedContinuation<[UInt8], any Error>) {
    let early = state.withLock { state -> Result<[UInt8], any Error>? in
      if state.outcome == nil { state.continuation = continuation }
      return state.outcome
    }
    if let early { continuation.resume(with: early) }
  }

  /// What to do when the answer is no longer wanted.
  func onLoss(_ cancel: @escaping @Sendable () -> Void) {
    let lost = state.withLock { state in
      state.cancelWork = cancel
      if case .failure = state.outcome { return true }
      return false
    }
    if lost { cancel() }
  }

  /// What to do once it is decided.
  func onEnd(_ cleanUp: @escaping @Sendable () -> Void) {
    let ended = state.withLock { state in
      if state.outcome == nil { state.cleanUp = cleanUp }
      return state.outcome != nil
    }
    if ended { cleanUp() }
  }

  func end(_ outcome: Result<[UInt8], any Error>) {
    let decided = state.withLock { state -> State in
      guard state.outcome == nil else { return State() }
      state.outcome = outcome
      defer {
        state.continuation = nil
        state.cancelWork = nil
        state.cleanUp = nil
      }
      return state
    }
    decided.cleanUp?()
    decided.continuation?.resume(with: outcome)
    if case .failure = outcome { decided.cancelWork?() }
  }
}
