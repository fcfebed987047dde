import Contracts
import Logging
import Runtime
import ServiceLifecycle
import Storage
import Synchronization

/// Follows the auth service's revocations, so that answers may be cached while it lives.
package final class RevocationWatcher: Service, Sendable {
  private struct State {
    var lastSign: ContinuousClock.Instant?
    /// Whether the stream has sent what was revoked before it began.
    var isCaughtUp = false
    var sequence: Int64 = 0
    /// Revoked sessions, with the moment of their revocation.
    var sessions: [String: Timestamp] = [:]
    var users: [User: Timestamp] = [:]
    var nextCleaning = 10_000
  }

  private struct User: Hashable {
    var tenantID: String
    var id: String
  }

  /// Without a sign of life for this long, cached answers no longer count.
  private static let tolerance = Duration.seconds(5)

  /// A revocation is forgotten once every access token from before it has expired by itself.
  private static let memory = Duration.seconds(2 * 3600)

  private let auth: ServiceChannel
  private let logger: Logger
  private let state = Mutex(State())
  private let onEvent: @Sendable (AuthV1.RevocationEvent) -> Void

  /// - Parameter onEvent: told every revocation, to drop what it cached.
  init(auth: ServiceChannel, logger: Logger, onEvent: @escaping @Sendable (AuthV1.RevocationEvent) -> Void) {
    self.auth = auth
    self.logger = logger
    self.onEvent = onEvent
  }

  /// Whether cached answers, and the absence of a revocation, may be trusted now.
  package var isLive: Bool {
    state.withLock { $0.lastSign.map { ContinuousClock.now - $0 < Self.tolerance } ?? false }
  }

  /// Whether a session, or everything of its user so far, has been revoked.
  func isRevoked(_ token: AccessToken) -> Bool {
    state.withLock { state in
      if state.sessions[token.sessionID] != nil { return true }
      guard let notBefore = state.users[User(tenantID: token.tenantID, id: token.userID)] else { return false }
      // A JWT's `iat` has whole seconds.
      return token.issuedAt.microseconds / 1_000_000 < notBefore.microseconds / 1_000_000
    }
  }

  package func run() async throws {
    try? await cancelWhenGracefulShutdown {
      var pause = 50
      while true {
        do {
          try await self.watch()
          pause = 50
        } catch is CancellationError {
          return
        } catch {
          self.logger.warning("the revocation stream broke", metadata: ["error": "\(error)"])
        }
        try await Task.sleep(for: .milliseconds(pause))
        pause = min(2000, pause * 2)
      }
    }
  }

  private func watch() async throws {
    let sequence = state.withLock { state in
      state.isCaughtUp = false
      return state.sequence
    }
    try await auth.stream(
      .watchRevocations, .with { $0.afterSequence = sequence }, as: Call(caller: .gateway, requestID: "")
    ) { self.apply($0) }
  }

  private func apply(_ event: AuthV1.RevocationEvent) {
    state.withLock { state in
      if event.caughtUp { state.isCaughtUp = true }
      // A stream that still catches up may be about to name what is remembered.
      if state.isCaughtUp { state.lastSign = .now }
      // Not the highest: a restored database counts on from where it was.
      state.sequence = event.sequence
      switch event.kind {
      case .session: state.sessions[event.subjectID] = Timestamp(event.at.date)
      case .user: state.users[User(tenantID: event.tenantID, id: event.subjectID)] = Timestamp(event.at.date)
      default: break
      }
      Self.clean(&state, latest: Timestamp(event.at.date))
    }
    if event.kind != .unspecified { onEvent(event) }
  }

  private static func clean(_ state: inout State, latest: Timestamp) {
    guard state.sessions.count + state.users.count >= state.nextCleaning else { return }
    let limit = latest.subtracting(memory)
    state.sessions = state.sessions.filter { $0.value > limit }
    state.users = state.users.filter { $0.value > limit }
    state.nextCleaning = max(10_000, 2 * (state.sessions.count + state.users.count))
  }
}
