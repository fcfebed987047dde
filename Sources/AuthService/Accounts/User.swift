import Storage

/// An end user of a tenant.
struct User: Sendable, Equatable {
  var id: String
  var email: String
  var displayName: String?
  var avatarURL: String?
  var isActive: Bool
  /// True until the e-mail is verified, for users who registered while their tenant required that.
  var isPending: Bool
  var createdAt: Timestamp

  /// What failed logins of the user are counted under.
  var normalizedEmail: String { EmailAddress(email)?.normalized ?? email }

  /// What a company is called when nobody named it.
  var companyName: String {
    if let displayName, !displayName.isEmpty { return displayName }
    let localPart = email.prefix { $0 != "@" }
    return localPart.isEmpty ? "Company" : String(localPart)
  }
}
