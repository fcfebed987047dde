import Logging
import Runtime
import ServiceLifecycle

/// Deletes what nobody asks for any more: expired sessions and mailed tokens, abandoned logins, old
/// invitations, and revocations older than every token and every gateway's memory.
struct Sweeper: Service {
  let sessions: SessionStore
  let adminSessions: AdminSessionStore
  let mailedTokens: MailedTokenStore
  let revocations: RevocationStore
  let oauthLogins: OAuthLoginStore
  let guardian: LoginGuard
  let challenges: LoginChallengeStore
  let invitations: InvitationStore
  let team: TeamStore
  let clock: any WallClock
  let logger: Logger

  private static let interval = Duration.seconds(3600)
  /// Other systems may look at what has just expired.
  private static let verificationMemory = Duration.seconds(24 * 3600)
  /// A relay repeats a message within minutes of a crash; operators replay dead ones, which were not answered.
  private static let answeredMemory = Duration.seconds(30 * 24 * 3600)
  /// Far beyond ``RevocationWatch/memory``: a gateway that was cut off goes on where it was.
  private static let revocationMemory = Duration.seconds(7 * 24 * 3600)

  /// For how long an organization sees what became of those it has invited.
  static let invitationMemory = Duration.seconds(90 * 24 * 3600)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        do {
          try await sweep()
        } catch {
          logger.warning("sweeping failed; trying again in an hour", metadata: ["error": "\(error)"])
        }
        try await Task.sleep(for: Self.interval)
      }
    }
  }

  func sweep() async throws {
    let now = clock.now()
    try await sessions.prune(before: now)
    try await adminSessions.prune(before: now)
    try await mailedTokens.prune(before: now.adding(.zero - Self.verificationMemory))
    try await mailedTokens.forgetAnswered(before: now.adding(.zero - Self.answeredMemory))
    try await oauthLogins.prune(before: now)
    try await guardian.prune(at: now)
    try await challenges.prune(at: now)
    let invitationLimit = now.adding(.zero - Self.invitationMemory)
    try await invitations.prune(before: invitationLimit)
    try await team.pruneInvitations(before: invitationLimit)
    try await revocations.prune(before: now.adding(.zero - Self.revocationMemory))
  }
}
