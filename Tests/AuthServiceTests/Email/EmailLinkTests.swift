import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import AuthService

@Suite("Where e-mails lead, and in which language")
struct EmailLinkTests {
  private static let gateway = "http://127.0.0.1:8080"

  @Test("without any page of the app's a link leads to the gateway's own", arguments: Engine.available)
  func ownPages(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.register()
      try await auth.forgotPassword()
      let mails = try await auth.deliverMail()
      #expect(mails.count == 2)
      #expect(mails.first?.link?.hasPrefix("\(Self.gateway)/account/verify?lang=en#token=") == true)
      #expect(mails.last?.link?.hasPrefix("\(Self.gateway)/account/reset?lang=en#token=") == true)
      // For programs, and readers without scripts.
      for mail in mails { #expect(mail.text.contains("\n\n\(mail.token ?? "-")\n")) }
    }
  }

  @Test(
    "the page of the registration is kept for later mails, as long as the tenant allows it", arguments: Engine.available
  )
  func kept(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      let key = try await auth.administration.makeAPIKey(
        name: "web", secret: false, origins: ["https://app.example.com"])
      _ = try await auth.register(returnTo: "https://app.example.com/verify-email")
      _ = try await auth.deliverMail()
      try await auth.resendVerification()
      #expect(
        try await auth.deliverMail().first?.link?.hasPrefix("https://app.example.com/verify-email?token=") == true)
      try await auth.forgotPassword()
      #expect(try await auth.deliverMail().first?.link?.hasPrefix("\(Self.gateway)/account/reset") == true)
      try await auth.administration.revokeAPIKey(id: key.record.id)
      try await auth.resendVerification()
      #expect(try await auth.deliverMail().first?.link?.hasPrefix("\(Self.gateway)/account/verify") == true)
    }
  }

  @Test("the tenant's pages come next, for each kind of mail its own", arguments: Engine.available)
  func tenantPages(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = try await auth.admin()
      let settings = try await auth.updateSettings(as: admin) {
        $0.emailVerificationRequired = true
        $0.email = .with {
          $0.verificationURL = "https://app.example.com/v?x=1"
          $0.passwordResetURL = "https://app.example.com/r"
          $0.invitationURL = "https://app.example.com/i"
          $0.language = "hu"
        }
      }
      #expect(settings.email.verificationURL == "https://app.example.com/v?x=1" && settings.email.language == "hu")
      _ = try await auth.register()
      try await auth.forgotPassword()
      let mails = try await auth.deliverMail()
      #expect(mails.first?.link?.hasPrefix("https://app.example.com/v?x=1&token=") == true)
      #expect(mails.last?.link?.hasPrefix("https://app.example.com/r?token=") == true)
      #expect(mails.map(\.subject) == ["Erősítsd meg az e-mail-címedet", "Új jelszó beállítása"])
      let none = try await auth.updateSettings(as: admin) {
        $0.email = .with {
          $0.passwordResetURL = ""
          $0.language = ""
        }
      }
      #expect(!none.email.hasPasswordResetURL && !none.email.hasLanguage && none.email.hasInvitationURL)
      try await auth.forgotPassword()
      #expect(try await auth.deliverMail().last?.link?.hasPrefix("\(Self.gateway)/account/reset?lang=en") == true)
    }
  }

  @Test("a page that is not a safe URL, and an unknown language, are named and change nothing")
  func badSettings() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let admin = try await auth.admin()
      let found = try await refusal {
        try await auth.updateSettings(as: admin) {
          $0.email = .with {
            $0.verificationURL = "http://app.example.com/v"
            $0.passwordResetURL = "javascript:alert(1)"
            $0.invitationURL = "https://app.example.com/#x"
            $0.language = "de"
          }
        }
      }.violations
      #expect(
        found.map(\.field)
          == ["email.verification_url", "email.password_reset_url", "email.invitation_url", "email.language"])
      #expect(try await auth.settings(as: admin).email == AuthV1.EmailSettings())
    }
  }

  @Test("the reader's own language, then the tenant's, then the request's", arguments: Engine.available)
  func languages(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = try await auth.admin()
      try await auth.updateSettings(as: admin) { $0.emailVerificationRequired = true }
      let first = try await register("pt@example.com", locale: "pt-BR", accept: "hu", auth)
      let second = try await register("none@example.com", locale: nil, accept: "de, hu;q=0.5", auth)
      let third = try await register("de@example.com", locale: "de", accept: nil, auth)
      #expect([first, second, third] == [.pt, .hu, .en])
      try await auth.updateSettings(as: admin) { $0.email = .with { $0.language = "pt" } }
      let fourth = try await register("tenant@example.com", locale: nil, accept: "hu", auth)
      let fifth = try await register("en@example.com", locale: "en", accept: "hu", auth)
      #expect([fourth, fifth] == [.pt, .en])
    }
  }

  @Test("a request that is delivered twice makes one mail, and its token stays valid", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      try await auth.forgotPassword()
      let requests = AccountEmails(
        users: UserStore(database: auth.database, signal: RevocationSignal()),
        links: EmailLinks(
          tenants: TenantStore(database: auth.database),
          apiKeys: APIKeyStore(database: auth.database, signal: RevocationSignal()),
          gateway: auth.environment.gatewayURL), clock: auth.clock, ids: auth.environment.ids)
      let delivered = Mutex<[OutgoingEmail]>([])
      let relay = OutboxRelay(
        database: auth.database, now: { auth.clock.now() }, logger: auth.environment.logger,
        handlers: [
          // As if the process had ended after the answer, before it was noted as delivered.
          AccountEmailRequest.topic: { message in
            try await requests.answer(message)
            try await requests.answer(message)
          },
          OutgoingEmail.topic: { message in
            let mail = try JSONDecoder().decode(OutgoingEmail.self, from: Data(message.payload))
            delivered.withLock { $0.append(mail) }
          },
        ])
      _ = try await relay.drain()
      let mails = delivered.withLock { $0 }
      #expect(mails.count == 1)
      let token = try #require(mails.first?.token)
      #expect(try await reason { try await auth.resetPassword(token) } == nil)
    }
  }

  /// Registers somebody, and returns the language of the mail that follows.
  private func register(_ email: String, locale: String?, accept: String?, _ auth: AuthWorld) async throws -> Language?
  {
    var metadata = Metadata()
    if let accept { metadata.addString(accept, forKey: "accept-language") }
    try await auth.reply(.register, as: .application(), metadata: metadata) {
      $0.email = email
      $0.password = AuthWorld.password
      if let locale { $0.locale = locale }
    }
    return try await auth.deliverMail().first { $0.to == email }?.language
  }
}
