import Runtime

/// The links of one tenant's mails.
struct TenantLinks: Sendable {
  let tenant: Tenant
  /// Of its publishable keys and its OAuth redirects.
  let allowedOrigins: Set<String>
  let gatewayURL: String

  /// A link in a mail may lead to the tenant's own pages only: one to a foreign page would hand the token
  /// to whoever asked for the mail in somebody else's name.
  ///
  /// A tenant whose keys are accepted from any origin has its users verify addresses anywhere; but passwords
  /// are reset, and invitations accepted, on a page that the tenant has named.
  func isAllowed(_ url: ReturnURL, for page: EmailLinks.Page) -> Bool {
    allowedOrigins.contains(url.origin.text) || page == .verification && allowedOrigins.contains("*")
  }

  /// - Throws: INVALID_ARGUMENT naming `return_to` for a page that is not the tenant's.
  func check(_ returnTo: ReturnURL?, for page: EmailLinks.Page) throws {
    guard let returnTo else { return }
    var violations = Violations()
    violations.require(
      isAllowed(returnTo, for: page), "return_to", "must be on one of the tenant's allowed origins")
    try violations.throwIfAny()
  }

  /// - Parameter returnTo: the app's page, which counts only while the tenant allows it: it may have been kept
  ///   for long.
  func link(_ page: EmailLinks.Page, token: String, returnTo: ReturnURL? = nil, in language: Language) -> String {
    if let returnTo, isAllowed(returnTo, for: page) { return returnTo.link(token: token) }
    if let url = url(page).flatMap(ReturnURL.init) { return url.link(token: token) }
    // In the fragment, which browsers send to nobody: the token gets into no log.
    return "\(gatewayURL)/account/\(page.rawValue)?lang=\(language.rawValue)#token=\(token)"
  }

  private func url(_ page: EmailLinks.Page) -> String? {
    let email = tenant.settings.email
    return switch page {
    case .verification: email.verificationURL
    case .passwordReset: email.passwordResetURL
    case .invitation: email.invitationURL
    // The people who run a tenant use the dashboard, not the tenant's app.
    case .teamInvitation, .adminPasswordReset: nil
    }
  }
}
