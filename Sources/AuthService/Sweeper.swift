import Logging
import Runtime
import ServiceLifecycle

/// Deletes what nobody asks for any more: expired sessions and mailed tokens, abandoned logins, old
/// invitations, and revocations older than every token and every gateway's memory.
struct Sweeper: Service {
  private let sessions: SessionStore
  private let adminSessions: AdminSessionStore
  private let mailedTokens: MailedTokenStore
  private let revocations: RevocationStore
  private let oauthLogins: OAuthLoginStore
  private let locks: LockStore
  private let challenges: LoginChallengeStore
  private let invitations: InvitationStore
  private let team: TeamStore
  private let clock: any WallClock
  private let logger: Logger

  private static let interval = Duration.seconds(3600)
  /// Other systems may look at what has just expired.
  private static let verificationMemory = Duration.seconds(24 * 3600)
  /// A relay repeats a message within minutes of a crash; operators replay dead ones, which were not answered.
  private static let answeredMemory = Duration.seconds(30 * 24 * 3600)
  /// Far beyond ``RevocationWatch/memory``: a gateway that was cut off goes on where it was.
  private static let revocationMemory = Duration.seconds(7 * 24 * 3600)

  /// For how long an organization sees what became of those it has invited.
  static let invitationMemory = Duration.seconds(90 * 24 * 3600)

  init(_ environment: ServiceEnvironment, signal: RevocationSignal) {
    let database = environment.database
    sessions = SessionStore(database: database, signal: signal)
    adminSessions = AdminSessionStore(database: database, signal: signal)
    mailedTokens = MailedTokenStore(database: database)
    revocations = RevocationStore(database: database)
    oauthLogins = OAuthLoginStore(database: database)
    locks = LockStore(database: database)
    challenges = SecondFactors(environment, loginGuard: LoginGuard(environment)).challenges
    invitations = InvitationStore(database: database, signal: signal)
    team = TeamStore(database: database, signal: signal)
    clock = environment.clock
    logger = environment.logger
  }

  func run() async throws {
    await PeriodicWork(name: "sweeping", interval: Self.interval, logger: logger) { try await sweep() }.run()
  }

  func sweep() async throws {
    let now = clock.now()
    try await sessions.prune(before: now)
    try await adminSessions.prune(before: now)
    try await mailedTokens.prune(before: now.subtracting(Self.verificationMemory))
    try await mailedTokens.forgetAnswered(before: now.subtracting(Self.answeredMemory))
    try await oauthLogins.prune(before: now)
    try await locks.prune(at: now)
    try await challenges.prune(at: now)
    let invitationLimit = now.subtracting(Self.invitationMemory)
    try await invitations.prune(before: invitationLimit)
    try await team.pruneInvitations(before: invitationLimit)
    try await revocations.prune(before: now.subtracting(Self.revocationMemory))
  }
}
