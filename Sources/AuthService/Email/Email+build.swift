import Runtime
import Storage

extension AreaModule {
  /// E-mails that other systems have us send, and the relay that delivers every e-mail.
  static func email(_ parts: AuthParts) -> AreaModule {
    AreaModule(
      services: [
        EmailHandler(
          emails: EmailOutbox(database: parts.database, outboxFilled: parts.outboxFilled),
          links: MailedLinks(apiKeys: parts.apiKeys, publicURL: parts.environment.settings.publicURL),
          clock: parts.clock, ids: parts.ids)
      ], workers: [parts.relay])
  }
}

extension OutboxRelay {
  /// Delivers e-mails, and what is found out about a request for one after its answer.
  convenience init(
    _ environment: ServiceEnvironment, users: UserStore, links: EmailLinks, signal: RevocationSignal
  ) {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    let mailer = AuthService.mailer(environment.settings)
    let accountEmails = AccountEmails(users: users, links: links, clock: clock, ids: ids)
    let adminResets = AdminResetMails(
      admins: AdminStore(database: database, signal: signal), links: links, clock: clock, ids: ids)
    self.init(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [
        OutgoingEmail.topic: { try await mailer.deliver($0) },
        AccountEmailRequest.topic: { try await accountEmails.answer($0) },
        AdminResetRequest.topic: { try await adminResets.answer($0) },
      ])
  }
}
