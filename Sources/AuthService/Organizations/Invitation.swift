import Runtime
import Storage

/// An invitation of an e-mail to an organization.
struct Invitation: Sendable, Equatable {
  /// How long a token is valid after it was mailed.
  static let lifetime = Duration.seconds(7 * 24 * 3600)

  var id: String
  var organizationID: String
  /// As the inviter typed it.
  var email: String
  var emailNormalized: String
  var role: OrganizationRole
  /// As stored: one that has run out stays pending until it is replaced; see ``status(at:)``.
  var storedStatus: InvitationStatus
  var returnTo: String?
  var invitedBy: String
  var expiresAt: Timestamp
  var createdAt: Timestamp

  func status(at now: Timestamp) -> InvitationStatus {
    storedStatus == .pending && expiresAt <= now ? .expired : storedStatus
  }

  /// Lets the user with the invited e-mail in while the invitation is open.
  /// - Parameter email: the accepting user's, normalised; nil for a user without one.
  /// - Throws: ``InvitationError``.
  func checkAcceptance(email: String?, at now: Timestamp) throws {
    // A token in the wrong hands tells nothing more, not even whether it is still valid.
    guard email == emailNormalized else { throw InvitationError.forAnotherEmail }
    switch status(at: now) {
    case .pending: return
    case .expired: throw InvitationError.expired
    case let status: throw InvitationError.notPending(status)
    }
  }

  /// Whether the invitation still waits for an answer, expired or not.
  /// - Throws: ``InvitationError/notPending(_:)``.
  func checkUnanswered() throws {
    guard storedStatus == .pending else { throw InvitationError.notPending(storedStatus) }
  }
}
