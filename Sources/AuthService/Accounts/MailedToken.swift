import Foundation
import Storage

/// A secret that is mailed to a user and stands for one action, once: only its hash is stored.
struct MailedToken: Sendable, Equatable {
  enum Purpose: String, Sendable, Codable, CaseIterable {
    case emailVerification = "email-verification"
    case passwordReset = "password-reset"

    /// How long a token is valid.
    var lifetime: Duration {
      switch self {
      case .emailVerification: .seconds(24 * 3600)
      case .passwordReset: .seconds(3600)
      }
    }

    /// Where it is used.
    var page: EmailLinks.Page {
      switch self {
      case .emailVerification: .verification
      case .passwordReset: .passwordReset
      }
    }

    /// What a user's tokens of this purpose are found by.
    func identifier(userID: String) -> String { "\(rawValue):\(userID)" }
  }

  var id: String
  var purpose: Purpose
  var tenantID: String
  var userID: String
  /// The normalised address that the token goes to: it is void when the user has another one meanwhile.
  var sentTo: String
  /// See ``hash(_:)``.
  var tokenHash: String
  var createdAt: Timestamp

  var expiresAt: Timestamp { createdAt.adding(purpose.lifetime) }

  /// SHA-256 in base64.
  static func hash(_ token: String) -> String { Data(SecretToken.hash(token)).base64EncodedString() }
}
