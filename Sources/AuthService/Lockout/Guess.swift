/// One try at somebody's password or code.
struct Guess: Sendable {
  /// What is tried; each has counters of its own.
  enum Secret: String, Sendable {
    case password, code
  }

  /// The tenant of the counters; empty for dashboard logins, which name none.
  var tenantID: String
  var secret: Secret
  /// Whose it is said to be. Unknown accounts are counted like known ones: else a lock would tell who is
  /// registered.
  var account: String
  /// Whose it really is, where that is known.
  var subject: LoginSubject?
  var device: Device

  /// A try at the password of an end user's account.
  /// - Parameter email: the normalised address, known or not.
  static func password(tenantID: String, email: String, of subject: LoginSubject?, device: Device) -> Guess {
    Guess(tenantID: tenantID, secret: .password, account: "user:" + email, subject: subject, device: device)
  }

  /// A try at a dashboard admin's password.
  static func dashboardPassword(email: String, of subject: LoginSubject?, device: Device) -> Guess {
    Guess(tenantID: "", secret: .password, account: "admin:" + email, subject: subject, device: device)
  }

  /// A try at a second factor, by somebody who has proven the password or a session.
  static func code(of subject: LoginSubject, device: Device) -> Guess {
    Guess(
      tenantID: subject.tenantID, secret: .code, account: "\(subject.kind.rawValue):\(subject.id)", subject: subject,
      device: device)
  }
}
